# ---- How a step is done: look, back up, change, look again; stop at the first surprise ----

function Write-Note([string]$Text) { Write-Host ('  ' + $Text) }

# Text of the evidence, for the screen: control and direction characters could change what is seen.
function Show-Value([string]$Text) { return ($Text -replace '[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]', '?') }

# A text written as the numbers of its UTF-16 units.
function Join-Text([string]$Units) { return -join ($Units.Split(' ') | ForEach-Object { [char][int]$_ }) }

function Stop-Surprise([string]$Text) { throw ('Stopped: ' + $Text) }

function Get-BackupFolder([string]$Id) {
    $folder = [IO.Path]::Combine($BackupFolder, $Id)
    if (-not [IO.Directory]::Exists($folder)) { [void][IO.Directory]::CreateDirectory($folder) }
    return $folder
}

# What was there before a change; written and flushed before the change is made.
function Save-Backup([string]$Id, [object]$State) {
    $path = [IO.Path]::Combine((Get-BackupFolder $Id), 'before.xml')
    if ([IO.File]::Exists($path)) { return }
    $part = $path + '.part'
    $State | Export-Clixml -LiteralPath $part -Depth 8
    [IO.File]::Move($part, $path)
}

function Get-Backup([string]$Id) {
    $path = [IO.Path]::Combine($BackupFolder, $Id, 'before.xml')
    if (-not [IO.File]::Exists($path)) { return $null }
    return Import-Clixml -LiteralPath $path
}

function Add-Record([string]$Id, [string]$Event) {
    $line = (Get-Date).ToUniversalTime().ToString('o') + "`t" + $env:COMPUTERNAME + "`t" + $env:USERNAME + "`t" + $Id + "`t" + $Event + [Environment]::NewLine
    [IO.File]::AppendAllText([IO.Path]::Combine($BackupFolder, 'record.tsv'), $line)
}

function Test-Administrator {
    $principal = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
    return $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)
}

# One step. $Values holds what the evidence said: data, compared and passed on, never put into a command line.
function Invoke-PlanStep([string]$Id, [string]$Decision, [string]$Act, [string]$Title, [hashtable]$Values) {
    if ($Step.Count -gt 0 -and $Step -notcontains $Id) { return }
    Write-Host ''
    Write-Host ('[' + $Id + '] ' + (Show-Value $Title))
    foreach ($name in ($Values.Keys | Sort-Object)) { Write-Note ($name + ': ' + (Show-Value $Values[$name])) }
    $handler = if ($Act -eq '') { $null } else { $Handlers[$Act] }
    if ($null -eq $handler) { Write-Note 'By hand: see plan.md.'; return }
    if ($Undo) {
        if (-not $Apply) { Write-Note 'Would undo this step. Nothing was changed; add -Apply.'; return }
        $backup = Get-Backup $Id
        if ($null -eq $backup) { Write-Note 'Nothing to undo: this step has not changed anything.'; return }
        & $handler.Undo $Id $Values $backup
        Add-Record $Id 'undone'
        Write-Note 'Undone.'
        return
    }
    if ($Decision -eq 'review' -and $Step -notcontains $Id) {
        Write-Note 'A suspicion, not a certainty: look first, then run it by its name with -Step.'
        return
    }
    $state = & $handler.Look $Id $Values
    if ($null -eq $state) { Write-Note 'Nothing to do: it is not there (any more).'; return }
    if (-not $Apply) { Write-Note ('Would do: ' + $handler.Words + '. Nothing was changed; add -Apply.'); return }
    Save-Backup $Id $state
    Add-Record $Id 'begun'
    & $handler.Change $Id $Values $state
    $after = & $handler.Look $Id $Values
    if ($null -ne $after -and -not $handler.Stays) { Stop-Surprise ('step ' + $Id + ' was carried out and the thing is still there') }
    Add-Record $Id 'done'
    Write-Note 'Done. What was there before is in the backup folder.'
}

$Handlers = @{}
