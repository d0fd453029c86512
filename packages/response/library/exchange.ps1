# ---- Exchange (needs the Exchange Management Shell) ----

function Assert-ExchangeShell {
    if ($null -ne (Get-Command -Name Get-ExchangeServer -ErrorAction SilentlyContinue)) { return }
    Stop-Surprise 'start this script in the Exchange Management Shell'
}

# An address that may be set again: a plain web address, nothing else.
function Get-PlainAddress([object]$Address) {
    $text = [string]$Address
    if ($text -match '^https://[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?(/[A-Za-z0-9._-]{1,60}){0,4}/?$') { return $text }
    return $null
}

function Get-OwnDirectory([string]$Type) {
    Assert-ExchangeShell
    switch ($Type) {
        'Oab' { return @(Get-OabVirtualDirectory -Server $env:COMPUTERNAME -ADPropertiesOnly) }
        'Ecp' { return @(Get-EcpVirtualDirectory -Server $env:COMPUTERNAME -ADPropertiesOnly) }
        'Owa' { return @(Get-OwaVirtualDirectory -Server $env:COMPUTERNAME -ADPropertiesOnly) }
        'WebServices' { return @(Get-WebServicesVirtualDirectory -Server $env:COMPUTERNAME -ADPropertiesOnly) }
        'ActiveSync' { return @(Get-ActiveSyncVirtualDirectory -Server $env:COMPUTERNAME -ADPropertiesOnly) }
        'PowerShell' { return @(Get-PowerShellVirtualDirectory -Server $env:COMPUTERNAME -ADPropertiesOnly) }
        'Mapi' { return @(Get-MapiVirtualDirectory -Server $env:COMPUTERNAME -ADPropertiesOnly) }
        'Autodiscover' { return @(Get-AutodiscoverVirtualDirectory -Server $env:COMPUTERNAME -ADPropertiesOnly) }
    }
    Stop-Surprise 'unknown kind of virtual directory'
}

$Handlers['recreate-virtual-directory'] = @{
    Words  = 'write down all its values, remove it, create it anew, set its plain addresses again'
    Stays  = $true
    Look   = {
        param($Id, $Values)
        $directories = @(Get-OwnDirectory $Values['type'] | Where-Object { $_.Name -like '*(Default Web Site)*' -or $_.WebSiteName -eq 'Default Web Site' })
        if ($directories.Count -eq 0) { return $null }
        return @{ Directories = $directories; External = (Get-PlainAddress $directories[0].ExternalUrl); Internal = (Get-PlainAddress $directories[0].InternalUrl) }
    }
    Change = {
        param($Id, $Values, $State)
        $identity = $State.Directories[0].Identity
        $urls = @{}
        if ($null -ne $State.External) { $urls['ExternalUrl'] = $State.External }
        if ($null -ne $State.Internal) { $urls['InternalUrl'] = $State.Internal }
        switch ($Values['type']) {
            'Oab' { Remove-OabVirtualDirectory -Identity $identity -Force -Confirm:$false; [void](New-OabVirtualDirectory -WebSiteName 'Default Web Site' -Role ClientAccess @urls) }
            'Ecp' { Remove-EcpVirtualDirectory -Identity $identity -Confirm:$false; [void](New-EcpVirtualDirectory -WebSiteName 'Default Web Site' -Role ClientAccess @urls) }
            'Owa' { Remove-OwaVirtualDirectory -Identity $identity -Confirm:$false; [void](New-OwaVirtualDirectory -WebSiteName 'Default Web Site' -Role ClientAccess @urls) }
            default { Stop-Surprise 'this kind is recreated by hand: see plan.md' }
        }
        Restart-Service -Name W3SVC -Force
    }
    Undo   = {
        param($Id, $Values, $Backup)
        Write-Note 'The virtual directory is new; its old values are in before.xml of the backup folder. Set what you need of them by hand: one of them held script.'
    }
}

$Handlers['remove-transport-agent'] = @{
    Words  = 'write down the agent, disable it, uninstall it, restart the transport service'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        Assert-ExchangeShell
        $agent = Get-TransportAgent | Where-Object { [string]$_.Identity -eq $Values['name'] } | Select-Object -First 1
        if ($null -eq $agent) { return $null }
        return @{ Name = [string]$agent.Identity; Enabled = $agent.Enabled; Priority = $agent.Priority; Factory = [string]$agent.TransportAgentFactory; Path = [string]$agent.AssemblyPath }
    }
    Change = {
        param($Id, $Values, $State)
        Disable-TransportAgent -Identity $State.Name -Confirm:$false
        Uninstall-TransportAgent -Identity $State.Name -Confirm:$false
        Restart-Service -Name MSExchangeTransport -Force
    }
    Undo   = {
        param($Id, $Values, $Backup)
        [void](Install-TransportAgent -Name $Backup.Name -TransportAgentFactory $Backup.Factory -AssemblyPath $Backup.Path)
        if ($Backup.Enabled) { Enable-TransportAgent -Identity $Backup.Name }
        Restart-Service -Name MSExchangeTransport -Force
    }
}

$Handlers['remove-inbox-rule'] = @{
    Words  = 'write down the rules of the mailbox, remove the one that is named'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        Assert-ExchangeShell
        if (-not $Values.ContainsKey('name')) { Stop-Surprise 'the evidence does not name the rule: look at Get-InboxRule with the owner of the mailbox' }
        $rules = @(Get-InboxRule -Mailbox $Values['mailbox'])
        if (@($rules | Where-Object { $_.Name -eq $Values['name'] }).Count -eq 0) { return $null }
        return @{ Rules = $rules }
    }
    Change = {
        param($Id, $Values, $State)
        foreach ($rule in $State.Rules) { if ($rule.Name -eq $Values['name']) { Remove-InboxRule -Identity $rule.Identity -Mailbox $Values['mailbox'] -Confirm:$false } }
    }
    Undo   = { param($Id, $Values, $Backup) Stop-Surprise 'create the rule again by hand, from before.xml in the backup folder' }
}

$Handlers['remove-transport-rule'] = @{
    Words  = 'write down the rule, disable it'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        Assert-ExchangeShell
        $rule = Get-TransportRule | Where-Object { $_.Name -eq $Values['name'] -and $_.State -eq 'Enabled' } | Select-Object -First 1
        if ($null -eq $rule) { return $null }
        return @{ Rule = $rule; Name = [string]$rule.Name }
    }
    Change = { param($Id, $Values, $State) Disable-TransportRule -Identity $State.Name -Confirm:$false }
    Undo   = { param($Id, $Values, $Backup) Enable-TransportRule -Identity $Backup.Name -Confirm:$false }
}

$Handlers['remove-mailbox-permission'] = @{
    Words  = 'write down the permissions of the mailbox, take back those of the named user'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        Assert-ExchangeShell
        if (-not $Values.ContainsKey('user')) { Stop-Surprise 'the evidence does not name the user: look at Get-MailboxPermission with the owner of the mailbox' }
        $all = @(Get-MailboxPermission -Identity $Values['mailbox'])
        if (@($all | Where-Object { -not $_.IsInherited -and [string]$_.User -eq $Values['user'] }).Count -eq 0) { return $null }
        return @{ All = $all }
    }
    Change = {
        param($Id, $Values, $State)
        foreach ($one in $State.All) {
            if (-not $one.IsInherited -and [string]$one.User -eq $Values['user']) { Remove-MailboxPermission -Identity $Values['mailbox'] -User $one.User -AccessRights $one.AccessRights -Confirm:$false }
        }
    }
    Undo   = {
        param($Id, $Values, $Backup)
        foreach ($one in $Backup.All) { if (-not $one.IsInherited -and [string]$one.User -eq $Values['user']) { [void](Add-MailboxPermission -Identity $Values['mailbox'] -User ([string]$one.User) -AccessRights $one.AccessRights) } }
    }
}

$Handlers['remove-role-assignment'] = @{
    Words  = 'write down the assignment, remove it'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        Assert-ExchangeShell
        $assignment = Get-ManagementRoleAssignment | Where-Object { $_.Name -eq $Values['name'] } | Select-Object -First 1
        if ($null -eq $assignment) { return $null }
        return @{ Name = [string]$assignment.Name; Role = [string]$assignment.Role; User = [string]$assignment.RoleAssignee }
    }
    Change = { param($Id, $Values, $State) Remove-ManagementRoleAssignment -Identity $State.Name -Confirm:$false }
    Undo   = { param($Id, $Values, $Backup) [void](New-ManagementRoleAssignment -Name $Backup.Name -Role $Backup.Role -User $Backup.User) }
}
