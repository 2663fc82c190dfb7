import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lineOf } from '../src/history/entry.js'
import { tempHome } from '../test/support/home.js'
import { PROGRAM } from '../test/support/run.js'
import { compared, type Row } from './row.js'
import { inTurn, type Command, type Turn } from './rounds.js'

const [DAYS, ENTRIES_A_DAY, PROFILES] = [365, 274, 40]
const DAY_MS = 86_400_000

/** Filters a year's history of 100,000 entries. */
export async function measureHistory(rounds: number): Promise<Row[]> {
  await using home = await tempHome()
  writeYear(join(home.path, '.local/state/rolecall/history'))
  const node = (...args: string[]): Command => ({ file: process.execPath, args, env: home.env })
  const turns = {
    bare: () => node('-e', '0'),
    profile: () => node(PROGRAM, 'history', '--profile', 'team-7'),
    role: () => node(PROGRAM, 'history', '--role', 'team-7'),
    week: () => node(PROGRAM, 'history', '--since', '7d', '--json'),
  } satisfies Record<string, Turn>
  const ms = await inTurn(turns, rounds)
  const bare = { name: 'node -e 0', samples: ms.bare }
  const limit = { difference: 150 }
  return [
    compared('history of 100,000 entries, by profile', ms.profile, bare, limit),
    compared('history of 100,000 entries, by role', ms.role, bare, limit),
    compared('history of 100,000 entries, a week as JSON', ms.week, bare, limit),
  ]
}

function writeYear(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const start = Date.now() - DAYS * DAY_MS
  for (let day = 0; day < DAYS; day++) {
    const date = new Date(start + day * DAY_MS).toISOString().slice(0, 10)
    const lines = Array.from({ length: ENTRIES_A_DAY }, (_, at) =>
      entry(date, day * ENTRIES_A_DAY + at, at),
    )
    writeFileSync(join(folder, `${date}-01.jsonl`), lines.join(''), { mode: 0o600 })
  }
}

function entry(date: string, number: number, ofDay: number): string {
  const account = String(222_222_222_222 + (number % 20))
  const role = `team-${number % PROFILES}`
  const hour = String(Math.floor((ofDay * 24) / ENTRIES_A_DAY)).padStart(2, '0')
  return lineOf({
    at: `${date}T${hour}:00:00Z`,
    id: number.toString(16).padStart(10, '0'),
    event: 'issued',
    profile: role,
    account,
    role: `arn:aws:iam::${account}:role/${role}`,
    command: 'process',
    operation: 'AssumeRole',
    region: 'eu-west-1',
    accessKeyId: `ASIA${String(number).padStart(16, '0')}`,
    signedBy: 'ASIARTXV5AHDQJN5XEV2',
    sessionArn: `arn:aws:sts::${account}:assumed-role/${role}/alice`,
    sessionName: 'alice',
    sourceIdentity: 'alice',
    expires: `${date}T23:59:59Z`,
    program: 'terraform',
    pid: 19_186,
  })
}
