import { nearest } from '../../../core/did-you-mean.js'
import { envVar } from '../../../core/env.js'
import { isRolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { settingLines, SETTING_NAMES } from '../../../settings/setting-lines.js'
import { parseSettings } from '../../../settings/settings.js'
import { isStoreName, STORE_NAMES } from '../../../store/store.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import { editCommand, type Examined } from '../examined.js'
import type { Finding } from '../finding.js'

/** rolecall's own settings file, and the variable that replaces one of its settings. */
export function settings({ host }: Examined): Finding[] {
  const path = host.paths.settings
  const text = readTextIfPresent(path)
  const unknown = settingLines(text)
    .filter(({ name }) => !SETTING_NAMES.includes(name))
    .map(({ name, line }): Finding => {
      const [guess] = nearest(name, SETTING_NAMES)
      return {
        severity: 'warning',
        message: `${path}:${line}: ${name} is not a setting of rolecall`,
        hint:
          guess === undefined
            ? `the settings are ${SETTING_NAMES.join(', ')}`
            : `did you mean ${guess}?`,
        command: editCommand({ path, line }),
        file: { path, line },
      }
    })
  return [
    ...invalid(path, text),
    ...unknown,
    ...unknownStore(path, text),
    ...storeVariable(host.env),
  ]
}

function invalid(path: string, text: string): Finding[] {
  try {
    parseSettings(text)
    return []
  } catch (error) {
    if (!isRolecallError(error)) throw error
    const { message, hint = 'correct it' } = error
    return [
      {
        severity: 'error',
        message: `${path}: ${message}`,
        hint,
        command: editCommand({ path }),
        file: { path },
      },
    ]
  }
}

function unknownStore(path: string, text: string): Finding[] {
  const line = settingLines(text).find(({ name }) => name === 'store')
  if (line === undefined || line.value === '' || isStoreName(line.value)) return []
  const [guess = 'auto'] = nearest(line.value, STORE_NAMES)
  return [
    {
      severity: 'error',
      message: `${path}:${line.line}: there is no store ${line.value}`,
      hint: `the stores are ${STORE_NAMES.join(', ')}`,
      command: `rolecall store ${guess}`,
      file: { path, line: line.line },
    },
  ]
}

function storeVariable(env: Readonly<Record<string, string | undefined>>): Finding[] {
  const name = envVar(env, 'ROLECALL_STORE')
  if (name === undefined || isStoreName(name)) return []
  const [guess] = nearest(name, STORE_NAMES)
  return [
    {
      severity: 'error',
      message: `ROLECALL_STORE names ${shellWord(name)}, and there is no such store`,
      hint: `the stores are ${STORE_NAMES.join(', ')}`,
      command: guess === undefined ? 'unset ROLECALL_STORE' : `export ROLECALL_STORE=${guess}`,
    },
  ]
}
