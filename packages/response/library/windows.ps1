# ---- Tasks, services, registry, accounts, firewall, antivirus, WMI ----

$TaskCacheKey = 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Schedule\TaskCache'

function Open-TaskFolder([string]$TaskPath) {
    $service = New-Object -ComObject Schedule.Service
    $service.Connect()
    $cut = $TaskPath.LastIndexOf('\')
    $parent = if ($cut -le 0) { '\' } else { $TaskPath.Substring(0, $cut) }
    try { return $service.GetFolder($parent) } catch { return $null }
}

function Get-TaskOf([string]$TaskPath) {
    $folder = Open-TaskFolder $TaskPath
    if ($null -eq $folder) { return $null }
    $name = $TaskPath.Substring($TaskPath.LastIndexOf('\') + 1)
    foreach ($task in $folder.GetTasks(1)) { if ($task.Name -eq $name) { return $task } }
    return $null
}

$Handlers['remove-task'] = @{
    Words  = 'write the task down as XML, stop it, remove it'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $task = Get-TaskOf $Values['path']
        if ($null -eq $task -and $Values.ContainsKey('hiddenId')) {
            $hidden = Open-RegistryKey ($TaskCacheKey + '\Tasks\' + $Values['hiddenId']) $false
            if ($null -eq $hidden) { return $null }
            $hidden.Dispose()
            Stop-Surprise ('the task is hidden from the task scheduler: as SYSTEM, export and delete ' + $TaskCacheKey + '\Tasks\' + $Values['hiddenId'] + ' and ' + $TaskCacheKey + '\Tree' + $Values['path'] + ', then restart the service Schedule')
        }
        if ($null -eq $task) { return $null }
        return @{ Xml = $task.Xml; Path = $task.Path; Enabled = $task.Enabled }
    }
    Change = {
        param($Id, $Values, $State)
        $task = Get-TaskOf $Values['path']
        $task.Stop(0)
        (Open-TaskFolder $Values['path']).DeleteTask($task.Name, 0)
    }
    Undo   = {
        param($Id, $Values, $Backup)
        $name = $Values['path'].Substring($Values['path'].LastIndexOf('\') + 1)
        [void](Open-TaskFolder $Values['path']).RegisterTask($name, $Backup.Xml, 6, $null, $null, 0)
    }
}

# A key with all below it, as data.
function Read-RegistryKey([Microsoft.Win32.RegistryKey]$Key) {
    $values = @()
    foreach ($name in $Key.GetValueNames()) {
        $values += @{ Name = $name; Kind = [int]$Key.GetValueKind($name); Data = $Key.GetValue($name, $null, [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames) }
    }
    $keys = @()
    foreach ($name in $Key.GetSubKeyNames()) {
        $below = $Key.OpenSubKey($name)
        if ($null -ne $below) { $keys += @{ Name = $name; Tree = (Read-RegistryKey $below) }; $below.Dispose() }
    }
    return @{ Values = $values; Keys = $keys }
}

function Write-RegistryKey([Microsoft.Win32.RegistryKey]$Key, $Tree) {
    foreach ($value in $Tree.Values) {
        $kind = [Microsoft.Win32.RegistryValueKind]$value.Kind
        $data = $value.Data
        if ($kind -eq [Microsoft.Win32.RegistryValueKind]::MultiString) { $data = [string[]]$data }
        if ($kind -eq [Microsoft.Win32.RegistryValueKind]::Binary) { $data = [byte[]]$data }
        $Key.SetValue($value.Name, $data, $kind)
    }
    foreach ($below in $Tree.Keys) { $new = $Key.CreateSubKey($below.Name); Write-RegistryKey $new $below.Tree; $new.Dispose() }
}

$Hives = @{
    'HKLM' = [Microsoft.Win32.RegistryHive]::LocalMachine; 'HKEY_LOCAL_MACHINE' = [Microsoft.Win32.RegistryHive]::LocalMachine
    'HKU' = [Microsoft.Win32.RegistryHive]::Users; 'HKEY_USERS' = [Microsoft.Win32.RegistryHive]::Users
}

function Open-RegistryKey([string]$Path, [bool]$Writable) {
    $cut = $Path.IndexOf('\')
    if ($cut -le 0) { Stop-Surprise 'the registry key is not complete' }
    $hive = $Hives[$Path.Substring(0, $cut).ToUpperInvariant()]
    if ($null -eq $hive) { Stop-Surprise 'only keys of HKLM and HKU can be changed by this script' }
    $base = [Microsoft.Win32.RegistryKey]::OpenBaseKey($hive, [Microsoft.Win32.RegistryView]::Registry64)
    return $base.OpenSubKey($Path.Substring($cut + 1), $Writable)
}

# The evidence names users; the registry names their numbers.
function Resolve-UserKey([string]$Path) {
    if ($Path -notmatch '^(?:HKU|HKEY_USERS)\\([^\\]+?)(_Classes)?(\\.*)?$') { return $Path }
    $user = $Matches[1]; $classes = $Matches[2]; $rest = $Matches[3]
    if ($user -match '^S-1-5-' -or $user -eq '.DEFAULT') { return $Path }
    $sid = $null
    if ($user -eq 'SYSTEM') { $sid = 'S-1-5-18' } else {
        $list = Open-RegistryKey 'HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion\ProfileList' $false
        foreach ($name in $list.GetSubKeyNames()) {
            $profileKey = $list.OpenSubKey($name)
            $folder = [string]$profileKey.GetValue('ProfileImagePath')
            if ($folder.Substring($folder.LastIndexOf('\') + 1) -eq $user) { $sid = $name }
            $profileKey.Dispose()
        }
        $list.Dispose()
    }
    if ($null -eq $sid) { Stop-Surprise ('no profile of the user ' + $user) }
    $loaded = [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive]::Users, [Microsoft.Win32.RegistryView]::Registry64).GetSubKeyNames()
    if (@($loaded) -notcontains ($sid + $classes)) { Stop-Surprise ('the registry of the user ' + $user + ' is not loaded: load NTUSER.DAT and UsrClass.dat, or let this user sign in') }
    return 'HKU\' + $sid + $classes + $rest
}

# A list without one entry; $null where the entry is not in it. Lists are several strings, or one with commas or blanks.
function Remove-ListEntry($Data, [string]$Entry) {
    $parts = @(if ($Data -is [array]) { $Data } else { ([string]$Data) -split '\s*[,;]\s*' })
    $kept = @($parts | Where-Object { $_ -ne $Entry -and [Environment]::ExpandEnvironmentVariables($_) -ne $Entry })
    if ($kept.Count -eq $parts.Count) { return $null }
    if ($Data -is [array]) { return , [string[]]$kept }
    return ($kept -join ',')
}

$Handlers['remove-registry-value'] = @{
    Words  = 'write the value down, remove it, its entry in a list, or set what Windows has there'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        if (-not $Values.ContainsKey('value')) { Stop-Surprise 'the plan names a whole key: remove it by hand, after exporting it' }
        $key = Open-RegistryKey (Resolve-UserKey $Values['key']) $false
        if ($null -eq $key) { return $null }
        try {
            if ($key.GetValueNames() -notcontains $Values['value']) { return $null }
            $data = $key.GetValue($Values['value'], $null, [Microsoft.Win32.RegistryValueOptions]::DoNotExpandEnvironmentNames)
            if ($Values.ContainsKey('entry') -and $null -eq (Remove-ListEntry $data $Values['entry'])) { return $null }
            if ($Values.ContainsKey('instead') -and [string]$data -eq $Values['instead']) { return $null }
            return @{ Kind = [int]$key.GetValueKind($Values['value']); Data = $data }
        } finally { $key.Dispose() }
    }
    Change = {
        param($Id, $Values, $State)
        $key = Open-RegistryKey (Resolve-UserKey $Values['key']) $true
        try {
            if ($Values.ContainsKey('entry')) {
                $key.SetValue($Values['value'], (Remove-ListEntry $State.Data $Values['entry']), [Microsoft.Win32.RegistryValueKind]$State.Kind)
            } elseif ($Values.ContainsKey('instead')) {
                $data = if ([Microsoft.Win32.RegistryValueKind]$State.Kind -eq [Microsoft.Win32.RegistryValueKind]::DWord) { [int]$Values['instead'] } else { $Values['instead'] }
                $key.SetValue($Values['value'], $data, [Microsoft.Win32.RegistryValueKind]$State.Kind)
            } else { $key.DeleteValue($Values['value'], $true) }
            $key.Flush()
        } finally { $key.Dispose() }
    }
    Undo   = {
        param($Id, $Values, $Backup)
        $key = Open-RegistryKey (Resolve-UserKey $Values['key']) $true
        if ($null -eq $key) { Stop-Surprise 'the key is gone' }
        try { Write-RegistryKey $key @{ Values = @(@{ Name = $Values['value']; Kind = $Backup.Kind; Data = $Backup.Data }); Keys = @() } } finally { $key.Dispose() }
    }
}

$Handlers['remove-service'] = @{
    Words  = 'write the service down with its registry key, stop it, remove it'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $service = Get-CimInstance -ClassName Win32_Service | Where-Object { $_.Name -eq $Values['name'] } | Select-Object -First 1
        if ($null -eq $service) { return $null }
        $key = Open-RegistryKey ('HKLM\SYSTEM\CurrentControlSet\Services\' + $Values['name']) $false
        try { $tree = Read-RegistryKey $key } finally { if ($null -ne $key) { $key.Dispose() } }
        return @{ Image = $service.PathName; StartMode = $service.StartMode; State = $service.State; Tree = $tree }
    }
    Change = {
        param($Id, $Values, $State)
        $service = Get-CimInstance -ClassName Win32_Service | Where-Object { $_.Name -eq $Values['name'] } | Select-Object -First 1
        if ($service.State -ne 'Stopped') { [void]($service | Invoke-CimMethod -MethodName StopService) }
        $result = $service | Invoke-CimMethod -MethodName Delete
        if ($result.ReturnValue -ne 0) { Stop-Surprise ('Windows answered ' + $result.ReturnValue + ' to the removal of the service') }
    }
    Undo   = {
        param($Id, $Values, $Backup)
        $base = [Microsoft.Win32.RegistryKey]::OpenBaseKey([Microsoft.Win32.RegistryHive]::LocalMachine, [Microsoft.Win32.RegistryView]::Registry64)
        $key = $base.CreateSubKey('SYSTEM\CurrentControlSet\Services\' + $Values['name'])
        try { Write-RegistryKey $key $Backup.Tree } finally { $key.Dispose() }
        Write-Note 'The service is registered again; it can start after the next restart of the computer.'
    }
}

# Special characters of a search filter (RFC 4515, section 3).
function Protect-LdapText([string]$Text) {
    $builder = New-Object Text.StringBuilder
    foreach ($byte in [Text.Encoding]::UTF8.GetBytes($Text)) { [void]$builder.Append('\' + $byte.ToString('x2')) }
    return $builder.ToString()
}

function Find-DomainObject([string]$Name) {
    $searcher = New-Object DirectoryServices.DirectorySearcher
    $searcher.Filter = '(samAccountName=' + (Protect-LdapText $Name) + ')'
    $found = $searcher.FindOne()
    if ($null -eq $found) { return $null }
    return $found.GetDirectoryEntry()
}

function Find-LocalUser([string]$Name) { return Get-LocalUser | Where-Object { $_.Name -eq $Name } | Select-Object -First 1 }

$Handlers['disable-account'] = @{
    Words  = 'write down its groups, disable it'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $local = Find-LocalUser $Values['name']
        if ($null -ne $local) {
            if (-not $local.Enabled) { return $null }
            $groups = @(Get-LocalGroup | Where-Object { @(Get-LocalGroupMember -Group $_ -ErrorAction SilentlyContinue | Where-Object { $_.SID -eq $local.SID }).Count -gt 0 } | ForEach-Object { $_.Name })
            return @{ Scope = 'local'; Sid = $local.SID.Value; Groups = $groups }
        }
        $entry = Find-DomainObject $Values['name']
        if ($null -eq $entry) { return $null }
        $flags = [int]$entry.Properties['userAccountControl'].Value
        if (($flags -band 2) -ne 0) { return $null }
        return @{ Scope = 'domain'; Path = $entry.Path; Flags = $flags; Groups = @($entry.Properties['memberOf']) }
    }
    Change = {
        param($Id, $Values, $State)
        if ($State.Scope -eq 'local') { Find-LocalUser $Values['name'] | Disable-LocalUser; return }
        $entry = New-Object DirectoryServices.DirectoryEntry $State.Path
        $entry.Properties['userAccountControl'].Value = $State.Flags -bor 2
        $entry.CommitChanges()
    }
    Undo   = {
        param($Id, $Values, $Backup)
        if ($Backup.Scope -eq 'local') { Find-LocalUser $Values['name'] | Enable-LocalUser; return }
        $entry = New-Object DirectoryServices.DirectoryEntry $Backup.Path
        $entry.Properties['userAccountControl'].Value = [int]$Backup.Flags
        $entry.CommitChanges()
    }
}

$Handlers['remove-group-member'] = @{
    Words  = 'write down the members of the group, remove this one'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $group = Get-LocalGroup | Where-Object { $_.Name -eq $Values['group'] } | Select-Object -First 1
        if ($null -eq $group) { Stop-Surprise 'not a local group: change it in Active Directory by hand, see plan.md' }
        $member = Get-LocalGroupMember -Group $group | Where-Object { $_.Name -eq $Values['member'] -or $_.SID.Value -eq $Values['member'] -or $_.Name.EndsWith('\' + $Values['member']) } | Select-Object -First 1
        if ($null -eq $member) { return $null }
        return @{ Group = $group.SID.Value; Member = $member.SID.Value; Name = $member.Name }
    }
    Change = { param($Id, $Values, $State) Remove-LocalGroupMember -SID $State.Group -Member $State.Member }
    Undo   = { param($Id, $Values, $Backup) Add-LocalGroupMember -SID $Backup.Group -Member $Backup.Member }
}

$Handlers['remove-antivirus-exclusion'] = @{
    Words  = 'write down the exclusions of Microsoft Defender, remove this one'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $preference = Get-MpPreference
        $list = $preference.ExclusionPath
        if ($Values['type'] -eq 'extension') { $list = $preference.ExclusionExtension }
        if ($Values['type'] -eq 'process') { $list = $preference.ExclusionProcess }
        if (@($list) -notcontains $Values['value']) { return $null }
        return @{ Path = @($preference.ExclusionPath); Extension = @($preference.ExclusionExtension); Process = @($preference.ExclusionProcess) }
    }
    Change = {
        param($Id, $Values, $State)
        switch ($Values['type']) {
            'extension' { Remove-MpPreference -ExclusionExtension $Values['value'] }
            'process' { Remove-MpPreference -ExclusionProcess $Values['value'] }
            default { Remove-MpPreference -ExclusionPath $Values['value'] }
        }
    }
    Undo   = {
        param($Id, $Values, $Backup)
        switch ($Values['type']) {
            'extension' { Add-MpPreference -ExclusionExtension $Values['value'] }
            'process' { Add-MpPreference -ExclusionProcess $Values['value'] }
            default { Add-MpPreference -ExclusionPath $Values['value'] }
        }
    }
}

# netsh keeps its port forwardings here, as values named address/port.
$PortProxyKey = 'HKLM\SYSTEM\CurrentControlSet\Services\PortProxy\v4tov4\tcp'

$Handlers['remove-port-proxy'] = @{
    Words  = 'write the forwarding down, remove it'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $key = Open-RegistryKey $PortProxyKey $false
        if ($null -eq $key) { return $null }
        $name = $Values['listenAddress'] + '/' + $Values['listenPort']
        try {
            if ($key.GetValueNames() -notcontains $name) { return $null }
            return @{ Name = $name; Data = $key.GetValue($name) }
        } finally { $key.Dispose() }
    }
    Change = {
        param($Id, $Values, $State)
        $key = Open-RegistryKey $PortProxyKey $true
        try { $key.DeleteValue($State.Name, $true); $key.Flush() } finally { $key.Dispose() }
        Restart-Service -Name iphlpsvc -Force
    }
    Undo   = {
        param($Id, $Values, $Backup)
        $key = Open-RegistryKey $PortProxyKey $true
        try { $key.SetValue($Backup.Name, $Backup.Data) } finally { $key.Dispose() }
        Restart-Service -Name iphlpsvc -Force
    }
}

$Handlers['remove-firewall-rule'] = @{
    Words  = 'write the rule down, disable it'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $rules = @(Get-NetFirewallRule | Where-Object { ($_.DisplayName -eq $Values['name'] -or $_.Name -eq $Values['name']) -and $_.Enabled -eq 'True' })
        if ($rules.Count -eq 0) { return $null }
        return @{ Names = @($rules | ForEach-Object { $_.Name }) }
    }
    Change = { param($Id, $Values, $State) Get-NetFirewallRule | Where-Object { $State.Names -contains $_.Name } | Disable-NetFirewallRule }
    Undo   = { param($Id, $Values, $Backup) Get-NetFirewallRule | Where-Object { $Backup.Names -contains $_.Name } | Enable-NetFirewallRule }
}

$Handlers['block-inbound'] = @{
    Words  = 'block the ports of the web server for all addresses by a rule of the Windows firewall'
    Stays  = $true
    Look   = {
        param($Id, $Values)
        if (@(Get-NetFirewallRule | Where-Object { $_.Name -eq 'Allclear-Contain' -and $_.Enabled -eq 'True' }).Count -gt 0) { return $null }
        return @{ Rule = 'Allclear-Contain' }
    }
    Change = { param($Id, $Values, $State) [void](New-NetFirewallRule -Name 'Allclear-Contain' -DisplayName 'Allclear: contain' -Direction Inbound -Action Block -Protocol TCP -LocalPort 80, 443) }
    Undo   = { param($Id, $Values, $Backup) Get-NetFirewallRule | Where-Object { $_.Name -eq 'Allclear-Contain' } | Remove-NetFirewallRule }
}

$Handlers['remove-wmi-subscription'] = @{
    Words  = 'write down filter, consumer and binding, remove all three'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $parts = @{}
        $filters = @($Values['name'])
        if ($Values.ContainsKey('filter')) { $filters += $Values['filter'] }
        foreach ($class in '__FilterToConsumerBinding', '__EventFilter', '__EventConsumer') {
            $parts[$class] = @(Get-CimInstance -Namespace 'root/subscription' -ClassName $class | Where-Object {
                    ($class -eq '__EventFilter' -and $filters -contains $_.Name) -or ($class -eq '__EventConsumer' -and $_.Name -eq $Values['name']) -or ($class -eq '__FilterToConsumerBinding' -and ($_.Filter.Name -eq $Values['name'] -or $_.Consumer.Name -eq $Values['name']))
                })
        }
        if (($parts['__EventFilter'].Count + $parts['__EventConsumer'].Count + $parts['__FilterToConsumerBinding'].Count) -eq 0) { return $null }
        return $parts
    }
    Change = {
        param($Id, $Values, $State)
        foreach ($class in '__FilterToConsumerBinding', '__EventConsumer', '__EventFilter') { foreach ($part in $State[$class]) { $part | Remove-CimInstance } }
    }
    Undo   = { param($Id, $Values, $Backup) Stop-Surprise 'create filter, consumer and binding again by hand, from before.xml in the backup folder' }
}
