import { startIdentityCenter } from '../test/support/identity-center/server.js'
import { tempHome } from '../test/support/home.js'
import { PROGRAM } from '../test/support/run.js'
import { compared, type Row } from './row.js'
import { inTurn, timed, type Command, type Turn } from './rounds.js'

const [ACCOUNTS, ROLES] = [100, ['Admin', 'Audit', 'Deploy', 'Read']]
const START_URL = 'https://corp.awsapps.com/start'
const CONFIG = `[sso-session corp]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\n`
/** Of the AWS CLI's file of a sign-in: the SHA-1 of `corp`. */
const TOKEN = '.aws/sso/cache/ee0bfd2552fbd840c02cc48b6e823320543c450f.json'

/** More than the second in which the portal's empty bucket fills. */
const BUCKET_FULL_MS = 1500

/** Lists 400 roles: from a portal that allows 20 requests a second, and from memory. */
export async function measureAccounts(rounds: number): Promise<Row[]> {
  await using server = await startIdentityCenter({
    assignments: Array.from({ length: ACCOUNTS }, (_, index) => ({
      accountId: String(100_000_000_000 + index),
      accountName: `account ${index}`,
      roles: ROLES,
    })),
  })
  await using home = await tempHome({ config: CONFIG })
  const accessToken = server.signedIn('alice')
  const expiresAt = new Date(Date.now() + 3600_000).toISOString().replace(/\.\d+/, '')
  const token = { startUrl: START_URL, region: 'eu-west-1', accessToken, expiresAt }
  await home.write(TOKEN, JSON.stringify(token))
  const env = { ...home.env, ...server.env }
  const node = (...args: string[]): Command => ({ file: process.execPath, args, env })

  // As for the other rows, V8 has compiled the program before. Then the bucket fills again.
  await timed(node(PROGRAM, 'accounts', '--json', '--account', 'none')).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, BUCKET_FULL_MS))
  const { ms: listed } = await timed(node(PROGRAM, 'accounts', '--json', '--refresh'))
  // The bucket has 20 requests at first, and one request lists the accounts.
  const { rate } = server.behaviour
  const least = {
    name: `${rate} requests a second`,
    samples: [(1000 * (ACCOUNTS + 1 - rate)) / rate],
  }
  const turns = {
    bare: () => node('-e', '0'),
    remembered: () => node(PROGRAM, 'accounts'),
  } satisfies Record<string, Turn>
  const ms = await inTurn(turns, rounds)
  const bare = { name: 'node -e 0', samples: ms.bare }
  return [
    compared('accounts, 400 roles in 100 accounts', [listed], least, { ratio: 1.1 }),
    compared('accounts, 400 roles remembered', ms.remembered, bare, { difference: 40 }),
  ]
}
