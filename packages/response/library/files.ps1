# ---- Files ----

# Windows PowerShell 5.1 and PowerShell 7 name reading as bytes differently.
$ByteMode = if ($PSVersionTable.PSVersion.Major -ge 6) { @{ AsByteStream = $true } } else { @{ Encoding = 'Byte' } }

function Get-Sha256([string]$Path) {
    $sha = [Security.Cryptography.SHA256]::Create()
    $stream = [IO.File]::Open($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::Read)
    try { return ([BitConverter]::ToString($sha.ComputeHash($stream)) -replace '-', '').ToLowerInvariant() }
    finally { $stream.Dispose(); $sha.Dispose() }
}

# True where the file or a folder above it is a link: what it points to is not in the plan.
function Test-Linked([string]$Path) {
    $item = New-Object IO.FileInfo $Path
    if (($item.Attributes -band [IO.FileAttributes]::ReparsePoint) -ne 0) { return $true }
    $folder = $item.Directory
    while ($null -ne $folder) {
        if (($folder.Attributes -band [IO.FileAttributes]::ReparsePoint) -ne 0) { return $true }
        $folder = $folder.Parent
    }
    return $false
}

# Compressed, so that no antivirus and no web server takes the copy for the file.
function Save-FileCopy([string]$Path, [string]$Copy) {
    $part = $Copy + '.part'
    $from = [IO.File]::Open($Path, [IO.FileMode]::Open, [IO.FileAccess]::Read, [IO.FileShare]::Read)
    try {
        $to = [IO.File]::Create($part)
        try {
            $zip = New-Object IO.Compression.GZipStream ($to, [IO.Compression.CompressionMode]::Compress, $true)
            $from.CopyTo($zip)
            $zip.Dispose()
            $to.Flush($true)
        } finally { $to.Dispose() }
    } finally { $from.Dispose() }
    if ([IO.File]::Exists($Copy)) { [IO.File]::Delete($Copy) }
    [IO.File]::Move($part, $Copy)
}

function Expand-FileCopy([string]$Copy, [string]$Path) {
    $from = [IO.File]::OpenRead($Copy)
    try {
        $zip = New-Object IO.Compression.GZipStream ($from, [IO.Compression.CompressionMode]::Decompress)
        $to = [IO.File]::Open($Path, [IO.FileMode]::CreateNew)
        try { $zip.CopyTo($to); $to.Flush($true) } finally { $to.Dispose(); $zip.Dispose() }
    } finally { $from.Dispose() }
}

function Get-CopySha256([string]$Copy) {
    $sha = [Security.Cryptography.SHA256]::Create()
    $from = [IO.File]::OpenRead($Copy)
    try {
        $zip = New-Object IO.Compression.GZipStream ($from, [IO.Compression.CompressionMode]::Decompress)
        try { return ([BitConverter]::ToString($sha.ComputeHash($zip)) -replace '-', '').ToLowerInvariant() } finally { $zip.Dispose() }
    } finally { $from.Dispose(); $sha.Dispose() }
}

$Handlers['quarantine-file'] = @{
    Words  = 'copy the file into the backup folder, compare the copy, then remove the file'
    Stays  = $false
    Look   = {
        param($Id, $Values)
        $path = $Values['path']
        if (-not [IO.File]::Exists($path)) { return $null }
        if (Test-Linked $path) { Stop-Surprise 'a part of the path is a link' }
        $hash = Get-Sha256 $path
        if ($Values.ContainsKey('sha256') -and $Values['sha256'] -ne $hash) { Stop-Surprise 'the file changed since the assessment: assess again and make a new plan' }
        $item = New-Object IO.FileInfo $path
        return @{
            Sha256 = $hash; Size = $item.Length; Created = $item.CreationTimeUtc; Modified = $item.LastWriteTimeUtc
            Accessed = $item.LastAccessTimeUtc; Attributes = [int]$item.Attributes; Sddl = (Get-Acl -LiteralPath $path).Sddl
        }
    }
    Change = {
        param($Id, $Values, $State)
        $copy = [IO.Path]::Combine((Get-BackupFolder $Id), 'file.gz')
        Save-FileCopy $Values['path'] $copy
        if ((Get-CopySha256 $copy) -ne $State.Sha256) { Stop-Surprise 'the copy differs from the file; nothing was removed' }
        $streams = @(Get-Item -LiteralPath $Values['path'] -Force -Stream * | Where-Object { $_.Stream -ne ':$DATA' })
        foreach ($stream in $streams) {
            $bytes = Get-Content -LiteralPath $Values['path'] -Stream $stream.Stream -ReadCount 0 @ByteMode
            @{ Name = $stream.Stream; Bytes = [byte[]]$bytes } | Export-Clixml -LiteralPath ([IO.Path]::Combine((Get-BackupFolder $Id), 'stream-' + [array]::IndexOf($streams, $stream) + '.xml'))
        }
        [IO.File]::SetAttributes($Values['path'], [IO.FileAttributes]::Normal)
        [IO.File]::Delete($Values['path'])
    }
    Undo   = {
        param($Id, $Values, $Backup)
        $path = $Values['path']
        if ([IO.File]::Exists($path)) { Stop-Surprise 'another file is at its place now: move it away first' }
        Expand-FileCopy ([IO.Path]::Combine((Get-BackupFolder $Id), 'file.gz')) $path
        foreach ($saved in [IO.Directory]::GetFiles((Get-BackupFolder $Id), 'stream-*.xml')) {
            $stream = Import-Clixml -LiteralPath $saved
            Set-Content -LiteralPath $path -Stream $stream.Name -Value ([byte[]]$stream.Bytes) @ByteMode
        }
        $security = Get-Acl -LiteralPath $path
        $security.SetSecurityDescriptorSddlForm($Backup.Sddl)
        Set-Acl -LiteralPath $path -AclObject $security
        [IO.File]::SetCreationTimeUtc($path, $Backup.Created)
        [IO.File]::SetLastWriteTimeUtc($path, $Backup.Modified)
        [IO.File]::SetLastAccessTimeUtc($path, $Backup.Accessed)
        [IO.File]::SetAttributes($path, [IO.FileAttributes]$Backup.Attributes)
    }
}

$Handlers['clear-compiled-pages'] = @{
    Words  = 'stop the web server, move the folders "Temporary ASP.NET Files" aside, start it again'
    Stays  = $true
    Look   = {
        param($Id, $Values)
        $folders = @()
        foreach ($framework in 'Framework', 'Framework64') {
            $base = [IO.Path]::Combine($env:SystemRoot, 'Microsoft.NET', $framework)
            if (-not [IO.Directory]::Exists($base)) { continue }
            foreach ($version in [IO.Directory]::GetDirectories($base, 'v*')) {
                $folder = [IO.Path]::Combine($version, 'Temporary ASP.NET Files')
                if ([IO.Directory]::Exists($folder) -and [IO.Directory]::GetFileSystemEntries($folder).Length -gt 0) { $folders += $folder }
            }
        }
        if ($folders.Count -eq 0) { return $null }
        return @{ Folders = $folders }
    }
    Change = {
        param($Id, $Values, $State)
        Stop-Service -Name W3SVC -Force
        try {
            $number = 0
            foreach ($folder in $State.Folders) {
                foreach ($entry in [IO.Directory]::GetDirectories($folder)) {
                    $number++
                    [IO.Directory]::Move($entry, [IO.Path]::Combine($folder, '..', 'Allclear-' + $Id + '-' + $number + '-' + [Guid]::NewGuid().ToString('N')))
                }
            }
        } finally { Start-Service -Name W3SVC }
    }
    Undo   = { param($Id, $Values, $Backup) Write-Note 'Nothing to undo: ASP.NET compiles the pages again. The old copies are beside the folder, named Allclear-...' }
}
