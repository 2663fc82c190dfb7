import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startScene, type Scene } from '../support/scene.js'
import { startWebServer } from '../support/web-server.js'

let scene: Scene
beforeAll(async () => {
  scene = await startScene(`[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1

[profile people]
sso_session = corp
sso_account_id = 222222222222
sso_role_name = dev
`)
  expect(await scene.atTerminal(['login', 'base'])).toMatchObject({ code: 0 })
})
afterAll(() => scene[Symbol.asyncDispose]())

interface Printed {
  AccessKeyId: string
  Expiration: string
}
const printedBy = (stdout: string): Printed => JSON.parse(stdout) as Printed
const secondsLeft = ({ Expiration }: Printed): number =>
  (Date.parse(Expiration) - Date.now()) / 1000

test('--duration is never answered by a session that lives longer, and leaves the shared one', async () => {
  const shared = printedBy((await scene.rolecall(['process', 'base'])).stdout)
  expect(secondsLeft(shared)).toBeGreaterThan(11 * 3600)
  const short = ['process', 'base', '--duration', '15m']
  expect(await scene.rolecall(short)).toMatchObject({ code: 4, stdout: '' })

  const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
  const first = await scene.rolecall(short, { env })
  expect(first).toMatchObject({ code: 0, stderr: '' })
  expect(secondsLeft(printedBy(first.stdout))).toBeLessThanOrEqual(900)
  const calls = scene.sts.requests.length
  expect((await scene.rolecall(short)).stdout).toBe(first.stdout)
  expect(printedBy((await scene.rolecall(['process', 'base'])).stdout)).toEqual(shared)
  for (const longer of ['12h', '36h']) {
    const hit = await scene.rolecall(['process', 'base', '--duration', longer])
    expect(printedBy(hit.stdout)).toEqual(shared)
  }
  expect(scene.sts.requests).toHaveLength(calls)
})

test('--min-ttl is not content with half of a session if --duration asks for a longer one', async () => {
  const args = ['process', 'base', '--duration', '36h', '--min-ttl', '20h']
  const tooShort = await scene.rolecall(['env', ...args.slice(1)])
  expect(tooShort.stderr).toContain('sooner than --min-ttl requires')
  const env = { ROLECALL_MFA_CODE: scene.sts.freshCode(scene.serial) }
  const result = await scene.rolecall(args, { env })
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(secondsLeft(printedBy(result.stdout))).toBeGreaterThan(20 * 3600)
  // Without a bound the longer session is everybody's.
  const unbounded = await scene.rolecall(['process', 'base'])
  expect(unbounded.stdout).toBe(result.stdout)
  expect(await scene.rolecall(['process', 'base', '--duration', '12h'])).toMatchObject({ code: 4 })
})

test('a role in Identity Center is a session: one call for many processes, shown and forgotten', async () => {
  let asked = 0
  await using portal = await startWebServer((_, response) => {
    asked++
    const keys = { accessKeyId: `ASIASSO${asked}`, secretAccessKey: 's', sessionToken: 't' }
    const roleCredentials = { ...keys, expiration: Date.now() + 3600_000 }
    response.setHeader('content-type', 'application/json')
    setTimeout(() => response.end(JSON.stringify({ roleCredentials })), 300)
  })
  const name = createHash('sha1').update('corp').digest('hex')
  const expiresAt = new Date(Date.now() + 3600_000).toISOString()
  const token = { accessToken: 'sso', expiresAt, region: 'eu-west-1' }
  await scene.home.write(`.aws/sso/cache/${name}.json`, JSON.stringify(token))
  const env = { AWS_ENDPOINT_URL_SSO: portal.url }
  const ask = (...words: string[]) => scene.rolecall(['process', 'people', ...words], { env })
  const all = await Promise.all(Array.from({ length: 10 }, () => ask()))
  for (const result of all) expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(new Set(all.map(({ stdout }) => stdout)).size).toBe(1)
  await ask()
  expect(asked).toBe(1)
  const { stdout } = await scene.rolecall(['status'])
  expect(stdout).toMatch(/^people +dev +222222222222 +59 min left$/m)
  const listed = await scene.rolecall(['list', '--json'], { env })
  const profiles = JSON.parse(listed.stdout) as { profile: string; secondsLeft?: number }[]
  const people = profiles.find(({ profile }) => profile === 'people')
  expect(people?.secondsLeft).toBeGreaterThan(3500)
  expect((await ask('--refresh')).stdout).toContain('ASIASSO2')
  expect((await ask()).stdout).toContain('ASIASSO2')
  expect((await scene.rolecall(['logout', 'people'], { env })).stderr).toBe(
    'rolecall: removed 1 cached session\n',
  )
  expect((await ask()).stdout).toContain('ASIASSO3')
})
