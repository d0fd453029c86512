# ---- Run ----

if ($Apply) {
    if (-not (Test-Administrator)) { throw 'Start this script as an administrator.' }
    if ($PlanHost -ne '' -and $env:COMPUTERNAME -ne $PlanHost.Split('.')[0]) { throw ('This plan is for ' + $PlanHost + ', this computer is ' + $env:COMPUTERNAME + '. Nothing was changed.') }
    if (-not [IO.Directory]::Exists($BackupFolder)) {
        [void][IO.Directory]::CreateDirectory($BackupFolder)
        & "$env:SystemRoot\System32\icacls.exe" $BackupFolder /inheritance:r /grant '*S-1-5-32-544:(OI)(CI)F' /grant '*S-1-5-18:(OI)(CI)F' | Out-Null
    }
    Start-Transcript -LiteralPath ([IO.Path]::Combine($BackupFolder, 'transcript-' + (Get-Date -Format 'yyyyMMdd-HHmmss') + '.txt')) | Out-Null
} else {
    Write-Host 'Dry run: nothing is changed. Read what each step would do, then run it again with -Apply.'
}

try {
    if ($Undo) { [array]::Reverse($PlanSteps) }
    foreach ($one in $PlanSteps) { Invoke-PlanStep $one.Id $one.Decision $one.Act $one.Title $one.Values }
    Write-Host ''
    Write-Host 'End of the plan. What a program cannot do stands in plan.md.'
} finally {
    if ($Apply) { Stop-Transcript | Out-Null }
}
