import { fishLine } from './fish.js'
import type { Format } from './format-names.js'
import { githubEnv, githubMasks } from './github.js'
import { iniSection } from './ini.js'
import { jsonVariables, nushellRecord } from './json.js'
import { posixAssignments, posixExport } from './posix.js'
import { powershellLine } from './powershell.js'
import { processJson } from './process.js'
import { variablesOf, type EmitInput, type Variable } from './variables.js'
import { windowsCmdLine } from './windows-cmd.js'

/** What a format prints, or appends to a file. */
export interface EmitOutput {
  stdout: string
  /** Text to append to the file that this environment variable names. */
  append?: { variable: 'GITHUB_ENV'; text: string }
}

/** One output format: how it sets and unsets variables. */
export interface Emitter {
  /** @throws RolecallError 'failed' for a value that the format cannot represent */
  emit: (input: EmitInput) => EmitOutput
  /** Output of `--unset` for these variables; undefined if the format cannot unset a variable. */
  clear?: (variables: readonly Variable[]) => EmitOutput
  /**
   * Output if there are no credentials: unsets these variables, and makes the shell fail. Absent if
   * no shell evaluates the format.
   */
  fail?: (variables: readonly Variable[]) => string
}

/** The output formats, by name. */
export const emitters = {
  env: lines(posixExport, 'false;'),
  'env-no-export': {
    ...lines(posixExport, 'false;'),
    emit: (input: EmitInput) => ({ stdout: posixAssignments(variablesOf(input)) }),
  },
  fish: lines(fishLine, 'false;'),
  powershell: lines(powershellLine, "throw 'rolecall env has failed'"),
  // A batch file needs CRLF; `for /f` accepts both.
  'windows-cmd': lines(windowsCmdLine, 'cmd /c exit 1', '\r\n'),
  // `load-env` has no way to fail; `from json` fails on this.
  nushell: { ...text(nushellRecord), fail: () => 'rolecall env has failed\n' },
  process: { emit: ({ credentials }: EmitInput) => ({ stdout: processJson(credentials) }) },
  json: { emit: (input: EmitInput) => ({ stdout: jsonVariables(variablesOf(input)) }) },
  ini: { emit: (input: EmitInput) => ({ stdout: iniSection(input) }) },
  github: { emit: github },
} satisfies Record<Format, Emitter>

/** @param failure a command that fails */
function lines(line: (variable: Variable) => string, failure: string, lineBreak = '\n'): Emitter {
  const write = (variables: readonly Variable[]): string =>
    variables.map((variable) => line(variable) + lineBreak).join('')
  return {
    ...text(write),
    fail: (variables) => `${write(variables)}${failure}${lineBreak}`,
  }
}

function text(write: (variables: readonly Variable[]) => string): Emitter {
  return {
    emit: (input) => ({ stdout: write(variablesOf(input)) }),
    clear: (variables) => ({ stdout: write(variables) }),
  }
}

function github(input: EmitInput): EmitOutput {
  const variables = variablesOf(input)
  return {
    stdout: githubMasks(variables),
    append: { variable: 'GITHUB_ENV', text: githubEnv(variables) },
  }
}
