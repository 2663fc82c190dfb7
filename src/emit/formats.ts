import { fishLine } from './fish.js'
import type { Format } from './format-names.js'
import { githubEnv, githubMasks } from './github.js'
import { iniSection } from './ini.js'
import { jsonVariables, nushellRecord } from './json.js'
import { posixAssignments, posixExport } from './posix.js'
import { powershellLine } from './powershell.js'
import { processJson } from './process.js'
import { clearedVariables, variablesOf, type EmitInput, type Variable } from './variables.js'
import { windowsCmdLine } from './windows-cmd.js'

export interface EmitOutput {
  stdout: string
  /** Text to append to the file that this environment variable names. */
  append?: { variable: 'GITHUB_ENV'; text: string }
}

export interface Emitter {
  /** @throws RolecallError 'failed' for a value that the format cannot represent */
  emit: (input: EmitInput) => EmitOutput
  /** Output of `--unset`; undefined if the format cannot unset a variable. */
  clear?: () => EmitOutput
}

export const emitters = {
  env: lines(posixExport),
  'env-no-export': {
    ...lines(posixExport),
    emit: (input: EmitInput) => ({ stdout: posixAssignments(variablesOf(input)) }),
  },
  fish: lines(fishLine),
  powershell: lines(powershellLine),
  // A batch file needs CRLF; `for /f` accepts both.
  'windows-cmd': lines(windowsCmdLine, '\r\n'),
  nushell: text(nushellRecord),
  process: { emit: ({ credentials }: EmitInput) => ({ stdout: processJson(credentials) }) },
  json: { emit: (input: EmitInput) => ({ stdout: jsonVariables(variablesOf(input)) }) },
  ini: { emit: (input: EmitInput) => ({ stdout: iniSection(input) }) },
  github: { emit: github },
} satisfies Record<Format, Emitter>

function lines(line: (variable: Variable) => string, lineBreak = '\n'): Emitter {
  return text((variables) => variables.map((variable) => line(variable) + lineBreak).join(''))
}

function text(write: (variables: readonly Variable[]) => string): Emitter {
  return {
    emit: (input) => ({ stdout: write(variablesOf(input)) }),
    clear: () => ({ stdout: write(clearedVariables()) }),
  }
}

function github(input: EmitInput): EmitOutput {
  const variables = variablesOf(input)
  return {
    stdout: githubMasks(variables),
    append: { variable: 'GITHUB_ENV', text: githubEnv(variables) },
  }
}
