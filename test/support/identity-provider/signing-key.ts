import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface SigningKey {
  /** PEM. */
  privateKey: string
  /** PEM. */
  certificate: string
}

/** Creates a key with a self-signed certificate, as identity providers use them. */
export function signingKey(): SigningKey {
  const folder = mkdtempSync(join(tmpdir(), 'rolecall-idp-'))
  try {
    const file = (name: string): string => join(folder, name)
    const args = 'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=idp -keyout'.split(' ')
    execFileSync('openssl', [...args, file('key'), '-out', file('cert')], { stdio: 'ignore' })
    const read = (name: string): string => readFileSync(file(name), 'utf8')
    return { privateKey: read('key'), certificate: read('cert') }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
