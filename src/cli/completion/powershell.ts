import type { CommandSpec } from '../command-spec.js'
import { flattened, grammar, HEADING, type Flag, type Grammar, type Values } from './flags.js'

/** The completion for PowerShell: a table, and a completer that reads it. */
export function powershellCompletion(specs: readonly CommandSpec[]): string {
  return `# ${HEADING}
$global:RolecallCompletion = @{
${flattened(grammar(specs)).map(entry).join('\n')}
}

Register-ArgumentCompleter -Native -CommandName rolecall -ScriptBlock {
  param($word, $ast, $position)
  $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { "$_" })
  $typed = $word.Trim([char[]]"'\`"")
  if ($before.Count -lt 2) {
    $offers = @($global:RolecallCompletion.Keys | Where-Object { $_ -notlike '* *' }) + '--help', '--version'
  } else {
    $command = $global:RolecallCompletion[($before | Select-Object -Skip 1 -First 2) -join ' ']
    if (-not $command) { $command = $global:RolecallCompletion[$before[1]] }
    if (-not $command) { return }
    $values = $command.Values[$before[-1]]
    if ($null -eq $values) { $values = if ($word -like '-*') { $command.Flags } else { $command.Words } }
    $offers = if ($values -is [string]) {
      if ($values -eq 'file') { return }
      $program = Get-Command rolecall -CommandType 'Application', 'ExternalScript' -TotalCount 1
      & $program __complete $values $typed
    } else { $values }
  }
  $offers | Where-Object { $_ -and $_.StartsWith($typed, [StringComparison]::Ordinal) } | Sort-Object | ForEach-Object {
    $text = if ($_ -match '^[\\w./:+=-]+$') { $_ } else { "'" + ($_ -replace "['\\u2018-\\u201B]", '$0$0') + "'" }
    [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
  }
}
`
}

function entry({ name, flags, words }: Grammar): string {
  const values = flags
    .filter(({ takesValue }) => takesValue)
    .map((flag: Flag) => `${quote(flag.name)} = ${list(flag.values)}`)
  return `  ${quote(name)} = @{
    Flags = ${list(flags.map((flag) => flag.name))}
    Words = ${list(words)}
    Values = @{ ${values.join('; ')} }
  }`
}

/** A string for a list that rolecall prints, an array for constant values. */
function list(values: Values | undefined): string {
  if (typeof values === 'string') return quote(values)
  return `@(${(values ?? []).map(quote).join(', ')})`
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}
