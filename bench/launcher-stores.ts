import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { passReason, startPass } from '../test/support/pass.js'
import { byLauncher, startMachine, type Machine } from './machine.js'
import { inTurn, timed, type Command } from './rounds.js'
import { compared, type Row } from './row.js'

/** A hit in each store that needs no bus, by the launcher and on Node. */
export async function measureStores(rounds: number): Promise<Row[]> {
  const rows: Row[] = []
  for (const [store, variables] of Object.entries(STORES)) {
    const name = `process, hit in ${store}`
    try {
      rows.push(...(await measureStore(name, variables, rounds)))
    } catch (error) {
      rows.push({ name: `launcher: ${name}`, unit: 'ms', note: reasonOf(error) })
    }
  }
  return rows
}

/** The variables that select the store, and those of the store itself. */
type Variables = (machine: Machine) => Promise<Readonly<Record<string, string>>>

const STORES: Readonly<Record<string, Variables>> = {
  'the kernel keyring': () =>
    Promise.resolve({
      ROLECALL_STORE: 'kernel',
      // Not that of the home, where `keyctl` fails.
      PATH: process.env['PATH'] ?? '',
    }),
  'an encrypted file': ({ env }) => {
    const keyFile = join(env['HOME'] ?? '', 'key')
    if (!existsSync(keyFile)) writeFileSync(keyFile, 'k'.repeat(64), { mode: 0o600 })
    return Promise.resolve({ ROLECALL_STORE: 'file', ROLECALL_KEY_FILE: keyFile })
  },
  'pass, which the program reads': async (machine) => {
    if (passReason) throw new Error(passReason)
    const pass = await startPass()
    machine.onEnd(pass.close)
    const { HOME = '' } = pass.env
    return {
      ...{ ROLECALL_STORE: 'pass', PASSWORD_STORE_DIR: pass.store },
      GNUPGHOME: join(HOME, '.gnupg'),
    }
  },
}

async function measureStore(name: string, variables: Variables, rounds: number): Promise<Row[]> {
  await using machine = await startMachine({})
  const more = await variables(machine)
  const inStore = (command: Command): Command => ({ ...command, env: { ...command.env, ...more } })
  // Writes the session.
  await timed(inStore(machine.rolecall('process', 'dev')))
  const turns = {
    bare: () => machine.node('-e', '0'),
    launcher: () => inStore(byLauncher(machine, 'process', 'dev')),
    node: () => inStore(machine.rolecall('process', 'dev')),
  }
  const ms = await inTurn(turns, rounds)
  const bare = { name: 'node -e 0', samples: ms.bare }
  return [
    compared(`launcher: ${name}`, ms.launcher, bare),
    compared(`on Node: ${name}`, ms.node, bare),
  ]
}

/** The part of an error that says why there is no figure, on one line. */
const reasonOf = (error: unknown): string => {
  const lines = (error instanceof Error ? error.message : String(error)).split('\n')
  const own = lines.find((line) => line.includes('rolecall: ')) ?? lines[0] ?? ''
  return own.replace(/^.*rolecall: /, '')
}
