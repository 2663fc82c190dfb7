import { fileFaults } from '../../../aws-files/file-faults.js'
import { isRolecallError } from '../../../core/errors.js'
import { shellWord } from '../../../core/shell-word.js'
import { envVar } from '../../../core/env.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import { inspect } from '../../../system/files/inspect.js'
import { editCommand, type Examined } from '../examined.js'
import type { Finding } from '../finding.js'

const VARIABLES = ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE'] as const

/** Whether both AWS files can be read, and are where a variable says. */
export function readableFiles({ host }: Examined): Finding[] {
  return [host.paths.awsConfig, host.paths.awsCredentials].flatMap((path, index) => {
    const variable = VARIABLES[index] ?? ''
    const isNamed = envVar(host.env, variable) !== undefined
    if (isNamed && !inspect(path)) {
      const hint = 'correct the variable, or unset it'
      const message = `${variable} names ${path}, which does not exist`
      return [{ severity: 'error', message, hint, command: `unset ${variable}` }]
    }
    return unreadable(path)
  })
}

function unreadable(path: string): Finding[] {
  try {
    readTextIfPresent(path)
    return []
  } catch (error) {
    if (!isRolecallError(error)) throw error
    const isUtf16 = error.message.endsWith('is in UTF-16')
    const word = shellWord(path)
    return [
      {
        severity: 'error',
        message: error.message,
        hint: isUtf16 ? 'save it as UTF-8' : 'make yourself its owner, with access to it',
        command: isUtf16
          ? `iconv -f UTF-16 -t UTF-8 ${word} >${word}.utf8 && mv ${word}.utf8 ${word}`
          : `ls -ld ${word} && sudo chown "$(id -u)" ${word} && chmod u+rw ${word}`,
        file: { path },
      },
    ]
  }
}

/** Lines of the AWS files that do not parse, or that some SDK reads differently. */
export function parsedFiles({ files, layout }: Examined): Finding[] {
  return fileFaults(files(), layout()).map(
    ({ kind, path, line, isLost, problem, remedy, edit }) => ({
      severity: isLost ? 'error' : 'warning',
      message: `${path}:${line}: ${problem}`,
      hint: remedy,
      command: editCommand({ path, line }),
      file: { path, line },
      ...(edit === undefined ? {} : { fix: { kind: 'edit', file: kind, edit } }),
    }),
  )
}
