import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { convertKey, issue, type Issued } from '../support/certificate-authority.js'
import { startRolesAnywhere, type RolesAnywhere } from '../support/roles-anywhere.js'
import { startScene, type Scene } from '../support/scene.js'
import { role } from '../support/sts-server/default-model.js'
import { runInTerminal } from '../support/terminal.js'

const ROLE = 'arn:aws:iam::222222222222:role/server'
const NEXT = 'arn:aws:iam::222222222222:role/next'
const ANCHOR = 'arn:aws:rolesanywhere:eu-west-1:222222222222:trust-anchor/a1'
const PROFILE = 'arn:aws:rolesanywhere:eu-west-1:222222222222:profile/p1'

let scene: Scene
let service: RolesAnywhere
let folder: string
let ec: Issued
let rsa: Issued
let root: Issued
let outer: Issued
let inner: Issued
const env = (): Record<string, string> => ({ AWS_ENDPOINT_URL_ROLESANYWHERE: service.url })

beforeAll(async () => {
  scene = await startScene()
  folder = join(scene.home.path, 'pki')
  mkdirSync(folder)
  root = issue(folder, 'root', { isAuthority: true })
  outer = issue(folder, 'outer', { isAuthority: true, issuer: root })
  inner = issue(folder, 'inner', { isAuthority: true, issuer: outer })
  ec = issue(folder, 'server-1', { issuer: root })
  rsa = issue(folder, 'server-2', { issuer: inner, algorithm: 'rsa' })
  scene.sts.model.roles.push(
    role('222222222222', 'server', {
      trusts: ['rolesanywhere.amazonaws.com'],
      maxSessionDuration: 43_200,
    }),
    role('222222222222', 'next', { trusts: [ROLE] }),
  )
  service = await startRolesAnywhere(scene.sts, {
    trustAnchors: { [ANCHOR]: root.pem },
    profiles: { [PROFILE]: { roles: [ROLE], maxSeconds: 43_200 } },
  })
})

afterAll(async () => {
  await service[Symbol.asyncDispose]()
  await scene[Symbol.asyncDispose]()
})

beforeEach(() => {
  service.requests.length = 0
})

/** The keys of a profile for a certificate. */
const keys = (cert: string, key: string, more = ''): string => `
rolecall_x509_certificate = ${cert}
rolecall_x509_key = ${key}
rolecall_trust_anchor_arn = ${ANCHOR}
rolecall_profile_arn = ${PROFILE}
role_arn = ${ROLE}
region = eu-west-1
${more}`

const rolecall = (...args: string[]) => scene.rolecall(args, { env: env() })
const fresh = async (config: string): Promise<void> => {
  await scene.configure(config)
  await scene.rolecall(['logout', '--all'])
}
/** A file with several others in a row. */
const joined = (name: string, ...paths: string[]): string => {
  const path = join(folder, name)
  writeFileSync(path, paths.map((each) => readFileSync(each, 'utf8')).join(''))
  return path
}

test('one profile, every command; one call, then the cache', async () => {
  await fresh(`[profile server]${keys(ec.cert, ec.key)}`)
  const printed = await rolecall('process', '--profile', 'server')
  expect(printed).toMatchObject({ code: 0, stderr: '' })
  const { accessKeyId } = scene.sts.sessions.at(-1) ?? {}
  expect(JSON.parse(printed.stdout)).toMatchObject({
    AccessKeyId: accessKeyId,
    AccountId: '222222222222',
  })
  expect((await rolecall('env', 'server')).stdout).toContain(accessKeyId)
  const whoami = await rolecall('whoami', 'server', '--json')
  expect(JSON.parse(whoami.stdout)).toMatchObject({
    arn: expect.stringContaining('assumed-role/server/') as string,
  })
  const child = await rolecall('exec', 'server', '--', 'sh', '-c', 'echo $AWS_ACCESS_KEY_ID')
  expect(child.stdout.trim()).toBe(accessKeyId)
  expect((await rolecall('status', '--json')).stdout).toContain('CreateSession')
  expect((await rolecall('list')).stdout).toMatch(/server .*Roles Anywhere/)
  const { stdout } = await rolecall('explain', 'server')
  expect(stdout).toContain(`the certificate in ${ec.cert}, for IAM Roles Anywhere`)
  expect(stdout).toMatch(/CreateSession server in 222222222222, 1 h\n│ {2}cached/)
  expect(stdout).toContain(`IAM Roles Anywhere endpoint: ${service.url}`)
  expect(stdout).not.toContain('STS endpoint')
  expect(service.requests).toHaveLength(1)
  expect(service.requests[0]?.body).toEqual({
    cert: expect.any(String) as string,
    durationSeconds: 3600,
    profileArn: PROFILE,
    roleArn: ROLE,
    trustAnchorArn: ANCHOR,
  })
})

test('the role is followed by another one, and a duration is passed on', async () => {
  const base = `[profile server]${keys(ec.cert, ec.key, 'duration_seconds = 7200')}`
  await fresh(`${base}\n[profile next]\nrole_arn = ${NEXT}\nsource_profile = server\n`)
  expect(await rolecall('process', '--profile', 'next')).toMatchObject({ code: 0, stderr: '' })
  expect(service.requests[0]?.body['durationSeconds']).toBe(3600)
  await rolecall('process', '--profile', 'server')
  expect(service.requests[1]?.body['durationSeconds']).toBe(7200)
})

describe('keys', () => {
  const forms = (): Record<string, [Issued, string]> => ({
    'ECDSA, PKCS#8': [ec, ec.key],
    'ECDSA, SEC1': [ec, convertKey(ec.key, 'sec1', 'ec')],
    'ECDSA, SEC1 after its parameters': [
      ec,
      joined(
        'with-parameters.key',
        convertKey(ec.key, 'parameters', 'ecparam', '-name', 'prime256v1'),
        `${ec.key}.sec1`,
      ),
    ],
    'RSA, PKCS#8': [rsa, rsa.key],
    'RSA, PKCS#1': [rsa, convertKey(rsa.key, 'pkcs1', 'rsa', '-traditional')],
    'certificate and key in one file': [ec, joined('both.pem', ec.cert, ec.key)],
  })

  test('in every form', async () => {
    const all = Object.entries(forms())
    const chain = joined('chain.pem', inner.cert, outer.cert)
    const config = all.map(([, [{ cert }, key]], index) => {
      const more = cert === rsa.cert ? `rolecall_x509_chain = ${chain}` : ''
      return `[profile p${index}]${keys(cert, key, more)}`
    })
    await fresh(config.join('\n'))
    for (const [index, [name, [issued]]] of all.entries()) {
      const result = await rolecall('process', '--profile', `p${index}`, '--refresh')
      expect({ name, ...result }).toMatchObject({ name, code: 0, stderr: '' })
      expect(service.requests.at(-1)).toMatchObject({
        algorithm: issued === rsa ? 'AWS4-X509-RSA-SHA256' : 'AWS4-X509-ECDSA-SHA256',
        chain: issued === rsa ? 2 : 0,
      })
    }
    expect(service.requests).toHaveLength(all.length)
  })

  test('with a passphrase, which is asked once and kept', async () => {
    const secret = 'correct horse, battery'
    const locked = convertKey(
      ec.key,
      'locked',
      'pkcs8',
      '-topk8',
      '-v2',
      'aes-256-cbc',
      '-passout',
      `pass:${secret}`,
    )
    await fresh(`[profile server]${keys(ec.cert, locked, 'rolecall_x509_passphrase = keychain')}`)
    const refused = await rolecall('process', '--profile', 'server')
    expect(refused).toMatchObject({ code: 4, stdout: '' })
    expect(refused.stderr).toContain(`the key in ${locked} needs its passphrase`)
    expect(refused.stderr).toContain('rolecall login server')
    expect((await rolecall('explain', 'server')).stdout).toContain('prompt for the passphrase')
    using terminal = runInTerminal('rolecall', ['login', 'server'], {
      env: { ...scene.env, ...env(), NO_COLOR: '1' },
    })
    await terminal.waitFor(/passphrase for the key in \S+: /)
    terminal.send('wrong\r')
    await terminal.waitFor(/this passphrase is wrong[\s\S]*passphrase for the key in \S+: /)
    terminal.send(`${secret}\r`)
    expect((await terminal.exit).code).toBe(0)
    expect(terminal.transcript).not.toContain(secret)
    expect(
      await rolecall('process', '--profile', 'server', '--refresh', '--no-input'),
    ).toMatchObject({ code: 0, stderr: '' })
    await rolecall('logout', '--all')
    expect((await rolecall('explain', 'server')).stdout).toContain('would not prompt')
    expect(service.requests).toHaveLength(2)
    expect(await scene.home.searchFor([secret])).toEqual([])
  })
})

describe('what AWS would refuse is an error before the call', () => {
  const failures = (): Record<string, [config: string, message: string]> => {
    const expired = issue(folder, 'expired', { issuer: root, days: -1 })
    const stranger = issue(folder, 'stranger', { issuer: root })
    const plain = join(folder, 'plain.txt')
    writeFileSync(plain, 'no certificate\n')
    const swapped = joined('swapped.pem', outer.cert, inner.cert)
    const ed = join(folder, 'ed.key')
    execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', ed], { stdio: 'ignore' })
    const gone = join(folder, 'gone.pem')
    const damaged = join(folder, 'damaged.key')
    writeFileSync(damaged, readFileSync(ec.key, 'utf8').replace(/^M/m, 'N'))
    return {
      expired: [keys(expired.cert, expired.key), 'the certificate of expired expired at '],
      'wrong key': [keys(ec.cert, stranger.key), 'does not match the certificate of server-1'],
      'wrong type': [keys(ec.cert, ed), 'does not match the certificate'],
      'wrong order': [
        keys(rsa.cert, rsa.key, `rolecall_x509_chain = ${swapped}`),
        'is in the wrong order: inner issued server-2, but outer comes next',
      ],
      gap: [
        keys(rsa.cert, rsa.key, `rolecall_x509_chain = ${outer.cert}`),
        'outer did not issue server-2',
      ],
      authority: [keys(root.cert, root.key), 'is that of a certificate authority: root'],
      'no PEM': [keys(plain, ec.key), 'contains no certificate in PEM'],
      'no key': [keys(ec.cert, ec.cert), 'contains no private key in PEM'],
      'damaged key': [keys(ec.cert, damaged), `the private key in ${damaged} cannot be read`],
      'no file': [keys(gone, ec.key), `cannot read ${gone}`],
      'no role': [keys(ec.cert, ec.key).replace(/role_arn.*/, ''), 'has a certificate but no role'],
      half: [
        keys(ec.cert, ec.key).replace(/rolecall_profile_arn.*/, ''),
        'rolecall_profile_arn is missing',
      ],
      regions: [
        keys(ec.cert, ec.key).replace(
          'eu-west-1:222222222222:profile',
          'us-east-1:222222222222:profile',
        ),
        'in different regions: eu-west-1 and us-east-1',
      ],
      'malformed ARN': [
        keys(ec.cert, ec.key).replace(ANCHOR, ROLE),
        'is not the ARN of a trust-anchor',
      ],
      plaintext: [
        keys(ec.cert, ec.key, 'rolecall_x509_passphrase = hunter2'),
        'is in a file in plaintext',
      ],
      'two sources': [
        keys(ec.cert, ec.key, 'source_profile = base'),
        'has source_profile and x509_certificate',
      ],
    }
  }

  test('with what to do', async () => {
    for (const [name, [config, message]] of Object.entries(failures())) {
      await fresh(`[profile server]${config}`)
      const result = await rolecall('process', '--profile', 'server', '--no-cache')
      expect({ name, ...result }).toMatchObject({ name, code: 1, stdout: '' })
      expect(result.stderr).toContain(message)
      expect(result.stderr).toMatch(/^hint: /m)
      expect(result.stderr).not.toContain('hunter2')
      const explained = await rolecall('explain', 'server')
      expect(`${explained.stdout}${explained.stderr}`).toContain(message)
    }
    expect(service.requests).toEqual([])
    await fresh(`[profile server]${keys(ec.cert, ec.key)}`)
    const long = await rolecall('process', '--profile', 'server', '--duration', '13h')
    expect(long).toMatchObject({ code: 2, stdout: '' })
    expect(long.stderr).toContain('must be 900 to 43200 seconds for CreateSession, not 46800')
    const policy = await rolecall('env', 'server', '--policy', '{}')
    expect(policy.code).not.toBe(0)
  }, 60_000)
})

describe('what AWS refuses is explained', () => {
  test('an authority that is not trusted, a role that is not, a profile that is off', async () => {
    const other = issue(folder, 'other', { isAuthority: true })
    const mine = issue(folder, 'mine', { issuer: other })
    await fresh(`[profile mine]${keys(mine.cert, mine.key)}[profile next]${keys(ec.cert, ec.key).replace(ROLE, NEXT)}
[profile named]${keys(ec.cert, ec.key, 'role_session_name = me')}`)
    const untrusted = await rolecall('process', '--profile', 'mine')
    expect(untrusted).toMatchObject({ code: 3, stdout: '' })
    expect(untrusted.stderr).toMatch(
      /refused the certificate: Untrusted certificate[\s\S]*hint: .*rolecall_x509_chain/,
    )
    const role = await rolecall('process', '--profile', 'next')
    expect(role.stderr).toMatch(/hint: the trust policy of .*next must let rolesanywhere/)
    const named = await rolecall('process', '--profile', 'named')
    expect(named.stderr).toMatch(/hint: .*remove role_session_name/)
  })

  test('a clock that is wrong is corrected', async () => {
    await fresh(`[profile server]${keys(ec.cert, ec.key)}`)
    scene.sts.clockShift = 30 * 60_000
    try {
      expect(await rolecall('process', '--profile', 'server')).toMatchObject({
        code: 0,
        stderr: '',
      })
      expect(service.requests.map(({ refused }) => refused)).toEqual([
        'Signature expired',
        undefined,
      ])
    } finally {
      scene.sts.clockShift = 0
    }
  })
})

test("a line of AWS's own helper works as before", async () => {
  const helper = join(scene.home.path, 'aws_signing_helper')
  const { accessKeyId, secretAccessKey, sessionToken } = scene.sts.roleSession(ROLE, 'helper', 3600)
  const output = {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: new Date(Date.now() + 3600_000).toISOString(),
  }
  writeFileSync(helper, `#!/bin/sh\necho '${JSON.stringify(output)}'\n`)
  chmodSync(helper, 0o700)
  const command = `${helper} credential-process --certificate ${ec.cert} --private-key ${ec.key} --trust-anchor-arn ${ANCHOR} --profile-arn ${PROFILE} --role-arn ${ROLE}`
  await fresh(`[profile helper]\ncredential_process = ${command}\n`)
  const result = await rolecall('process', '--profile', 'helper')
  expect(JSON.parse(result.stdout)).toMatchObject({ AccessKeyId: accessKeyId })
  expect(service.requests).toEqual([])
})

test('two certificates in one place never share a session', async () => {
  const place = join(folder, 'own.pem')
  const keyOf = join(folder, 'own.key')
  const second = issue(folder, 'server-3', { issuer: root })
  const use = ({ cert, key }: Issued): void => {
    copyFileSync(cert, place)
    copyFileSync(key, keyOf)
  }
  await fresh(`[profile own]${keys(place, keyOf)}`)
  const got: string[] = []
  for (const who of [ec, ec, second, second, ec]) {
    use(who)
    const { stdout } = await rolecall('process', '--profile', 'own')
    got.push((JSON.parse(stdout) as { AccessKeyId: string }).AccessKeyId)
  }
  copyFileSync(second.key, keyOf)
  const misfit = await rolecall('process', '--profile', 'own')
  expect(misfit).toMatchObject({ code: 1, stdout: '' })
  expect(misfit.stderr).toContain('does not match the certificate')
  const [one, again, other, otherAgain, last] = got
  expect([again, last]).toEqual([one, one])
  expect(otherAgain).toBe(other)
  expect(other).not.toBe(one)
  expect(service.requests).toHaveLength(2)
})
