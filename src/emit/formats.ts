import { fish } from './fish.js'
import { githubEnv, githubMasks } from './github.js'
import { iniSection } from './ini.js'
import { jsonVariables, nushellRecord } from './json.js'
import { posixAssignments, posixExport } from './posix.js'
import { powershell } from './powershell.js'
import { processJson } from './process.js'
import { clearedVariables, variablesOf, type Emission, type Variable } from './variables.js'
import { windowsCmd } from './windows-cmd.js'

export interface Emitted {
  stdout: string
  /** To be appended to the file that this environment variable names. */
  append?: { variable: 'GITHUB_ENV'; text: string }
}

export interface Emitter {
  /** @throws RolecallError 'failed' for a value that the format cannot carry */
  emit(emission: Emission): Emitted
  /** `--unset`; absent where a format has no way to say it. */
  clear?(): Emitted
}

/** `--format`, by the AWS CLI's names where it has one. */
export type Format = keyof typeof emitters

export const emitters = {
  env: lines(posixExport),
  'env-no-export': {
    ...lines(posixExport),
    emit: (emission: Emission) => ({ stdout: posixAssignments(variablesOf(emission)) }),
  },
  fish: lines(fish),
  powershell: lines(powershell),
  // A batch file wants both characters; `for /f` takes either.
  'windows-cmd': lines(windowsCmd, '\r\n'),
  nushell: text(nushellRecord),
  process: { emit: ({ credentials }: Emission) => ({ stdout: processJson(credentials) }) },
  json: { emit: (emission: Emission) => ({ stdout: jsonVariables(variablesOf(emission)) }) },
  ini: { emit: (emission: Emission) => ({ stdout: iniSection(emission) }) },
  github: { emit: github },
} satisfies Record<string, Emitter>

function lines(line: (variable: Variable) => string, end = '\n'): Emitter {
  return text((variables) => variables.map((variable) => line(variable) + end).join(''))
}

function text(write: (variables: readonly Variable[]) => string): Emitter {
  return {
    emit: (emission) => ({ stdout: write(variablesOf(emission)) }),
    clear: () => ({ stdout: write(clearedVariables()) }),
  }
}

function github(emission: Emission): Emitted {
  const variables = variablesOf(emission)
  return {
    stdout: githubMasks(variables),
    append: { variable: 'GITHUB_ENV', text: githubEnv(variables) },
  }
}
