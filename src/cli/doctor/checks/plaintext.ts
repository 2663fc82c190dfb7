import { shellWord } from '../../../core/shell-word.js'
import { readTextIfPresent } from '../../../system/files/read-file.js'
import { entriesOf, inspect } from '../../../system/files/inspect.js'
import { plaintextKeyOf } from '../../plaintext-key.js'
import type { Examined } from '../examined.js'
import type { Finding } from '../finding.js'

const DAY_MS = 86_400_000
const MAX_COPY_BYTES = 4 * 1024 * 1024

/** Long-term access keys in the AWS files, which every program of the user can read. */
export function plaintextKeys({ files, names, placeOf, host }: Examined): Finding[] {
  const now = host.now().at
  return names().flatMap((name): Finding[] => {
    const path = plaintextKeyOf(name, files())
    if (path === undefined) return []
    const changedAt = inspect(path)?.changedAt ?? now
    const days = Math.floor((now - changedAt) / DAY_MS)
    const age = days < 1 ? '' : `, ${days === 1 ? 'for a day or more' : `for ${days} days or more`}`
    const place = placeOf(name, 'aws_access_key_id')
    return [
      {
        severity: 'warning',
        message: `the access key of profile ${name} is in plaintext in ${path}${age}`,
        hint: 'move it into a store',
        command: `rolecall import ${shellWord(name)} --from credentials`,
        ...(place ? { file: place } : {}),
        profiles: [name],
      },
    ]
  })
}

/** Copies of the AWS files beside them, with keys that outlive every rotation. */
export function forgottenCopies({ host }: Examined): Finding[] {
  const { awsConfig, awsCredentials, home } = host.paths
  return entriesOf(`${home}/.aws`)
    .filter((path) => path !== awsConfig && path !== awsCredentials)
    .filter((path) => /^(credentials|config)\b/.test(path.split('/').at(-1) ?? ''))
    .filter((path) => {
      const found = inspect(path)
      return found?.isFile && found.size <= MAX_COPY_BYTES && hasKey(path)
    })
    .map((path) => ({
      severity: 'warning',
      message: `${path} contains an access key in plaintext`,
      hint: 'if you do not need this copy, remove it',
      command: `rm -i ${shellWord(path)}`,
      file: { path },
    }))
}

function hasKey(path: string): boolean {
  try {
    return /^\s*aws_secret_access_key\s*[=:]\s*\S/im.test(readTextIfPresent(path))
  } catch {
    return false
  }
}
