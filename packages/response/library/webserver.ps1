# ---- Web server (IIS) ----

function Open-WebConfiguration {
    [void][Reflection.Assembly]::LoadFrom([IO.Path]::Combine($env:SystemRoot, 'System32\inetsrv\Microsoft.Web.Administration.dll'))
    return New-Object Microsoft.Web.Administration.ServerManager
}

function Save-WebConfiguration([string]$Id) {
    $from = [IO.Path]::Combine($env:SystemRoot, 'System32\inetsrv\config\applicationHost.config')
    $to = [IO.Path]::Combine((Get-BackupFolder $Id), 'applicationHost.config')
    if (-not [IO.File]::Exists($to)) { [IO.File]::Copy($from, $to) }
}

function Restore-WebConfiguration([string]$Id) {
    $to = [IO.Path]::Combine($env:SystemRoot, 'System32\inetsrv\config\applicationHost.config')
    $from = [IO.Path]::Combine((Get-BackupFolder $Id), 'applicationHost.config')
    if (-not [IO.File]::Exists($from)) { Stop-Surprise 'the backup of the configuration is not there' }
    [IO.File]::Copy($from, $to, $true)
}

# Elements of a section whose attributes have these values.
function Find-ConfigurationElement($Section, [hashtable]$Wanted) {
    $found = @()
    foreach ($element in $Section.GetCollection()) {
        $same = $true
        foreach ($name in $Wanted.Keys) { if ([string]$element.GetAttributeValue($name) -ne $Wanted[$name]) { $same = $false } }
        if ($same) { $found += $element }
    }
    return $found
}

function Get-ConfigurationSection($Manager, [string]$Name, [hashtable]$Values) {
    $configuration = $Manager.GetApplicationHostConfiguration()
    if ($Values.ContainsKey('location') -and $Values['location'] -ne '') { return $configuration.GetSection($Name, $Values['location']) }
    return $configuration.GetSection($Name)
}

$ModuleSections = 'system.webServer/modules', 'system.webServer/globalModules', 'system.webServer/isapiFilters'

$Handlers['remove-iis-module'] = @{
    Words  = 'copy applicationHost.config, remove the module, restart the web server'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $manager = Open-WebConfiguration
        try {
            $sections = @($ModuleSections | Where-Object { @(Find-ConfigurationElement (Get-ConfigurationSection $manager $_ @{}) @{ name = $Values['name'] }).Count -gt 0 })
            if ($sections.Count -eq 0) { return $null }
            return @{ Sections = $sections }
        } finally { $manager.Dispose() }
    }
    Change = {
        param($Id, $Values, $State)
        Save-WebConfiguration $Id
        $manager = Open-WebConfiguration
        try {
            foreach ($name in $State.Sections) {
                $section = Get-ConfigurationSection $manager $name @{}
                foreach ($element in @(Find-ConfigurationElement $section @{ name = $Values['name'] })) { $section.GetCollection().Remove($element) }
            }
            $manager.CommitChanges()
        } finally { $manager.Dispose() }
        Restart-Service -Name W3SVC -Force
    }
    Undo   = { param($Id, $Values, $Backup) Restore-WebConfiguration $Id; Restart-Service -Name W3SVC -Force }
}

$Handlers['remove-iis-handler'] = @{
    Words  = 'copy applicationHost.config, remove the mapping'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        if (-not $Values.ContainsKey('name')) { Stop-Surprise 'the plan does not name the handler: remove it by hand' }
        $manager = Open-WebConfiguration
        try {
            if (@(Find-ConfigurationElement (Get-ConfigurationSection $manager 'system.webServer/handlers' $Values) @{ name = $Values['name'] }).Count -eq 0) { return $null }
            return @{ Name = $Values['name'] }
        } finally { $manager.Dispose() }
    }
    Change = {
        param($Id, $Values, $State)
        Save-WebConfiguration $Id
        $manager = Open-WebConfiguration
        try {
            $section = Get-ConfigurationSection $manager 'system.webServer/handlers' $Values
            foreach ($element in @(Find-ConfigurationElement $section @{ name = $Values['name'] })) { $section.GetCollection().Remove($element) }
            $manager.CommitChanges()
        } finally { $manager.Dispose() }
    }
    Undo   = { param($Id, $Values, $Backup) Restore-WebConfiguration $Id }
}

function Find-WebDirectory($Manager, [hashtable]$Values) {
    foreach ($site in $Manager.Sites) {
        if ($site.Name -ne $Values['site']) { continue }
        foreach ($application in $site.Applications) {
            foreach ($directory in $application.VirtualDirectories) {
                $full = $application.Path.TrimEnd('/') + '/' + $directory.Path.TrimStart('/')
                if ($full.TrimEnd('/') -eq $Values['path'].TrimEnd('/')) { return @{ Site = $site; Application = $application; Directory = $directory } }
            }
        }
    }
    return $null
}

$Handlers['remove-iis-virtual-directory'] = @{
    Words  = 'copy applicationHost.config, remove the virtual directory (its folder stays)'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $manager = Open-WebConfiguration
        try {
            $found = Find-WebDirectory $manager $Values
            if ($null -eq $found) { return $null }
            if ($Values['path'].TrimEnd('/') -eq '') { Stop-Surprise 'this is the root of the site' }
            return @{ PhysicalPath = $found.Directory.PhysicalPath }
        } finally { $manager.Dispose() }
    }
    Change = {
        param($Id, $Values, $State)
        Save-WebConfiguration $Id
        $manager = Open-WebConfiguration
        try {
            $found = Find-WebDirectory $manager $Values
            if ($found.Directory.Path -eq '/') { $found.Site.Applications.Remove($found.Application) } else { $found.Application.VirtualDirectories.Remove($found.Directory) }
            $manager.CommitChanges()
        } finally { $manager.Dispose() }
    }
    Undo   = { param($Id, $Values, $Backup) Restore-WebConfiguration $Id }
}

$Handlers['restore-logging'] = @{
    Words  = 'switch on the log of every site that has none'
    Stays  = $true
    Look   = {
        param($Id, $Values)
        $manager = Open-WebConfiguration
        try {
            $off = @($manager.Sites | Where-Object { -not $_.LogFile.Enabled } | ForEach-Object { $_.Name })
            $silent = [bool](Get-ConfigurationSection $manager 'system.webServer/httpLogging' @{}).GetAttributeValue('dontLog')
            if ($off.Count -eq 0 -and -not $silent) { return $null }
            return @{ Off = $off; DontLog = $silent }
        } finally { $manager.Dispose() }
    }
    Change = {
        param($Id, $Values, $State)
        Save-WebConfiguration $Id
        $manager = Open-WebConfiguration
        try {
            foreach ($site in $manager.Sites) { if ($State.Off -contains $site.Name) { $site.LogFile.Enabled = $true } }
            if ($State.DontLog) { (Get-ConfigurationSection $manager 'system.webServer/httpLogging' @{}).SetAttributeValue('dontLog', $false) }
            $manager.CommitChanges()
        } finally { $manager.Dispose() }
    }
    Undo   = { param($Id, $Values, $Backup) Restore-WebConfiguration $Id }
}

function New-HexKey([int]$Bytes) {
    $random = New-Object byte[] $Bytes
    $generator = [Security.Cryptography.RandomNumberGenerator]::Create()
    try { $generator.GetBytes($random) } finally { $generator.Dispose() }
    return ([BitConverter]::ToString($random) -replace '-', '')
}

# Every web.config of Exchange that holds a key of its own.
function Find-KeyFile {
    $install = [string](Get-ItemProperty -LiteralPath 'HKLM:\SOFTWARE\Microsoft\ExchangeServer\v15\Setup').MsiInstallPath
    $found = @()
    foreach ($part in 'FrontEnd\HttpProxy', 'ClientAccess') {
        $base = [IO.Path]::Combine($install, $part)
        if (-not [IO.Directory]::Exists($base)) { continue }
        foreach ($file in [IO.Directory]::GetFiles($base, 'web.config', [IO.SearchOption]::AllDirectories)) {
            $document = New-Object Xml.XmlDocument
            $document.XmlResolver = $null
            $document.Load($file)
            $key = $document.SelectSingleNode('//*[local-name()="machineKey"]')
            if ($null -ne $key -and $key.GetAttribute('validationKey') -match '^[0-9A-Fa-f]+$') { $found += $file }
        }
    }
    return $found
}

$Handlers['rotate-machine-keys'] = @{
    Words  = 'write new random machine keys into every web.config of Exchange that holds one (the same pair everywhere), restart the web server'
    Stays  = $true
    Look   = {
        param($Id, $Values)
        $files = @(Find-KeyFile)
        if ($files.Count -eq 0) { return $null }
        return @{ Files = $files }
    }
    Change = {
        param($Id, $Values, $State)
        $validation = New-HexKey 64
        $decryption = New-HexKey 32
        $number = 0
        foreach ($file in $State.Files) {
            $number++
            [IO.File]::Copy($file, [IO.Path]::Combine((Get-BackupFolder $Id), 'web-' + $number + '.config'), $true)
            $document = New-Object Xml.XmlDocument
            $document.XmlResolver = $null
            $document.PreserveWhitespace = $true
            $document.Load($file)
            foreach ($key in $document.SelectNodes('//*[local-name()="machineKey"]')) {
                if ($key.GetAttribute('validationKey') -match '^[0-9A-Fa-f]+$') { $key.SetAttribute('validationKey', $validation) }
                if ($key.GetAttribute('decryptionKey') -match '^[0-9A-Fa-f]+$') { $key.SetAttribute('decryptionKey', $decryption) }
            }
            $document.Save($file)
        }
        Restart-Service -Name W3SVC -Force
        Write-Note 'Servers behind the same load balancer need the same keys: copy these web.config values there.'
    }
    Undo   = {
        param($Id, $Values, $Backup)
        $number = 0
        foreach ($file in $Backup.Files) { $number++; [IO.File]::Copy([IO.Path]::Combine((Get-BackupFolder $Id), 'web-' + $number + '.config'), $file, $true) }
        Restart-Service -Name W3SVC -Force
    }
}

$Handlers['recycle-application-pools'] = @{
    Words  = 'restart the web server'
    Stays  = $true
    Look   = { param($Id, $Values) return @{ Service = 'W3SVC' } }
    Change = { param($Id, $Values, $State) Restart-Service -Name W3SVC -Force }
    Undo   = { param($Id, $Values, $Backup) Write-Note 'Nothing to undo.' }
}
