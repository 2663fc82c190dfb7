import { TEXT_FLAGS } from './posix.js'

/**
 * The functions for Windows PowerShell 5.1 and PowerShell 7. `Get-Command` finds the program rather
 * than this function, and stdin is passed on.
 */
export const powershell = String.raw`# rolecall: in $PROFILE, rolecall init powershell | Out-String | Invoke-Expression
function global:rolecall {
  $program = Get-Command rolecall -CommandType 'Application', 'ExternalScript' -TotalCount 1
  if ($args.Count -gt 0 -and $args[0] -ceq 'use' -and -not ($args -cmatch '${TEXT_FLAGS.regex}')) {
    $env:ROLECALL_SHELL = 'powershell'
    try { $lines = & $program @args } finally { $env:ROLECALL_SHELL = $null }
    if ($LASTEXITCODE -eq 0 -and $lines) { $lines -join [Environment]::NewLine | Invoke-Expression }
  } elseif ($MyInvocation.ExpectingInput) {
    $input | & $program @args
  } else {
    & $program @args
  }
}

function global:rolecall_prompt {
  if (-not $env:ROLECALL_PROFILE) { $env:ROLECALL_PROMPT = $null; return }
  $name = $env:ROLECALL_PROFILE
  if ($env:ROLECALL_LIMIT) { $name = "$name ($env:ROLECALL_LIMIT)" }
  $env:ROLECALL_PROMPT = $name
  if ($env:ROLECALL_EXPIRES -notmatch '^[0-9]+$') { return }
  $left = [long]$env:ROLECALL_EXPIRES - [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()
  $minutes = [long][Math]::Floor($left / 60)
  if ($minutes -ge 60) {
    $env:ROLECALL_PROMPT = "$name $([Math]::Floor($minutes / 60))h$($minutes % 60)m"
  } elseif ($left -gt 0) {
    $shown = if ($minutes -gt 0) { $minutes } else { '<1' }
    $env:ROLECALL_PROMPT = "$name $($shown)m"
  } elseif ($env:AWS_PROFILE -cne $env:ROLECALL_PROFILE) {
    $env:ROLECALL_PROMPT = "$name expired"
  }
}
`
