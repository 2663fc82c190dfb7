import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { keyFileFromEnvironment } from '../../src/store/sealed/key.js'
import { sealedFiles } from '../../src/store/sealed/files.js'

/** Makes all sessions as old as if they were issued for one hour, and a part of it were left. */
export async function age(home: string, keyFile: string, minutesLeft: number): Promise<void> {
  const state = join(home, '.local/state/rolecall')
  const key = keyFileFromEnvironment({ ROLECALL_KEY_FILE: keyFile })
  if (!key) throw new Error('no key')
  const store = sealedFiles(join(state, 'sealed'), key)
  for (const name of readdirSync(join(state, 'sessions'))) {
    const id = name.replace(/\.json$/, '')
    const session = JSON.parse((await store.read(id)) ?? '') as {
      expiration: string
      issued: { at: number; uptime: number }
    }
    session.issued.at -= (60 - minutesLeft) * 60_000
    session.issued.uptime -= (60 - minutesLeft) * 60
    session.expiration = new Date(session.issued.at + 3600_000).toISOString()
    await store.write(id, JSON.stringify(session), { label: '' })
  }
}
