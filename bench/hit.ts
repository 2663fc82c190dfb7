import { script, startMachine } from './machine.js'
import { inTurn, timed, type Turn } from './rounds.js'
import { compared, type Row } from './row.js'

/** Cache hits of `process` from the keychain, also with large config files and many sessions. */
export async function measureHits(rounds: number): Promise<Row[]> {
  await using small = await startMachine({})
  await using thousand = await startMachine({ profiles: 1000 })
  await using tenThousand = await startMachine({ profiles: 10_000 })
  await using hundredSessions = await startMachine({ sessions: 100 })
  await using thousandSessions = await startMachine({ sessions: 1000 })
  const { stdout } = await timed(small.rolecall('process', 'dev'))
  await timed(small.node(script('keychain-write.cjs'), stdout))

  const hit = ['process', '--profile', 'dev']
  const turns = {
    bare: () => small.node('-e', '0'),
    read: () => small.node(script('keychain-read.cjs')),
    hit: () => small.rolecall(...hit),
    thousand: () => thousand.rolecall(...hit),
    tenThousand: () => tenThousand.rolecall(...hit),
    hundredSessions: () => hundredSessions.rolecall(...hit),
    thousandSessions: () => thousandSessions.rolecall(...hit),
  } satisfies Record<string, Turn>
  const ms = await inTurn(turns, rounds)

  const bare = { name: 'node -e 0', samples: ms.bare }
  const one = { name: '2 profiles, 1 session', samples: ms.hit }
  return [
    // Without a budget: reading a keychain costs most of it. The next row is what rolecall adds.
    compared('process, hit', ms.hit, bare),
    compared(
      'process, hit',
      ms.hit,
      { name: 'a script that reads the keychain', samples: ms.read },
      { ratio: 1.1 },
    ),
    compared('process, hit, 1,000 profiles', ms.thousand, one),
    compared('process, hit, 10,000 profiles', ms.tenThousand, one, { difference: 10 }),
    compared('process, hit, 100 sessions', ms.hundredSessions, one),
    compared('process, hit, 1,000 sessions', ms.thousandSessions, one),
  ]
}

/** The cost of a TAB, which lists the profile names with a prefix. */
export async function measureCompletion(rounds: number): Promise<Row[]> {
  await using machine = await startMachine({ profiles: 10_000 })
  const turns = {
    bare: () => machine.node('-e', '0'),
    complete: () => machine.rolecall('__complete', 'profile', 'team-99'),
  } satisfies Record<string, Turn>
  const ms = await inTurn(turns, rounds)
  const bare = { name: 'node -e 0', samples: ms.bare }
  return [compared('a profile completed, of 10,000', ms.complete, bare, { difference: 20 })]
}
