[CmdletBinding()]
param(
    # Without it nothing is changed: each step says what it would do.
    [switch]$Apply,
    # Only these steps; also the way to run a step that needs a person's look first.
    [string[]]$Step = @(),
    # Puts back what a step changed.
    [switch]$Undo,
    [string]$BackupFolder = [IO.Path]::Combine($env:SystemDrive + '\', 'Allclear-Backup')
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
