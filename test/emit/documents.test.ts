import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromIni, fromProcess } from '@aws-sdk/credential-providers'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emitters } from '../../src/emit/formats.js'
import { variablesOf, type EmitInput } from '../../src/emit/variables.js'
import { hasPythonModule } from '../support/commands.js'
import { emissionOf, emissions, HOSTILE, LONG_TERM, TEMPORARY } from './samples.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rolecall-emit-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** What botocore makes of a profile in these files. */
function botocore(profile: string, env: Record<string, string>): unknown {
  const program = `
import json, sys, botocore.session
c = botocore.session.Session(profile=sys.argv[1]).get_credentials()
f = c.get_frozen_credentials()
print(json.dumps([f.access_key, f.secret_key, f.token, c.account_id]))`
  const options = { env: { PATH: process.env['PATH'], HOME: folder, ...env }, encoding: 'utf8' }
  return JSON.parse(
    execFileSync('python3', ['-c', program, profile], options as { encoding: 'utf8' }),
  )
}

const hasBotocore = hasPythonModule('botocore')

describe('env-no-export', () => {
  it('is what a file for the environment of a container may hold: no quotes, nothing but NAME=VALUE', () => {
    expect(emitters['env-no-export'].emit(TEMPORARY).stdout).toBe(`AWS_ACCESS_KEY_ID=ASIAEXAMPLE
AWS_SECRET_ACCESS_KEY=secret/+=
AWS_SESSION_TOKEN=token==
AWS_CREDENTIAL_EXPIRATION=2026-11-21T10:30:00Z
AWS_ACCOUNT_ID=123456789012
AWS_REGION=eu-west-1
AWS_DEFAULT_REGION=eu-west-1
ROLECALL_PROFILE=dev
`)
  })

  it('ends an older token', () => {
    expect(emitters['env-no-export'].emit(LONG_TERM).stdout).toMatch(/^AWS_SESSION_TOKEN=$/m)
  })
})

describe('process', () => {
  it('is one line with the number 1 and everything that is known', () => {
    expect(emitters.process.emit(TEMPORARY).stdout).toBe(
      '{"Version":1,"AccessKeyId":"ASIAEXAMPLE","SecretAccessKey":"secret/+=",' +
        '"SessionToken":"token==","Expiration":"2026-11-21T10:30:00Z","AccountId":"123456789012"}\n',
    )
  })

  it('leaves out what is not known', () => {
    expect(emitters.process.emit(LONG_TERM).stdout).toBe(
      '{"Version":1,"AccessKeyId":"AKIAEXAMPLE","SecretAccessKey":"secret"}\n',
    )
  })

  // Its `cat` is a program of POSIX.
  it.skipIf(process.platform === 'win32')('is read by the SDK for JavaScript', async () => {
    const emission = { ...emissionOf(HOSTILE.join('')) }
    emission.credentials.expiration = '2126-11-21T10:30:00Z'
    emission.credentials.accountId = '123456789012'
    const answer = write('answer', emitters.process.emit(emission).stdout)
    const configFilepath = write('config', `[profile p]\ncredential_process = cat ${answer}\n`)
    const read = fromProcess({
      profile: 'p',
      configFilepath,
      filepath: '/dev/null',
      ignoreCache: true,
    })
    expect(await read()).toMatchObject({
      accessKeyId: emission.credentials.accessKeyId,
      secretAccessKey: emission.credentials.secretAccessKey,
      sessionToken: emission.credentials.sessionToken,
      expiration: new Date('2126-11-21T10:30:00Z'),
      accountId: '123456789012',
    })
  })

  it.skipIf(!hasBotocore)('is read by botocore', () => {
    const { credentials } = emissionOf(HOSTILE.join(''))
    const future = { ...credentials, expiration: '2126-11-21T10:30:00Z', accountId: '123456789012' }
    const answer = write(
      'answer',
      emitters.process.emit({ profile: 'p', credentials: future }).stdout,
    )
    const config = write('config', `[profile p]\ncredential_process = cat ${answer}\n`)
    const text = HOSTILE.join('')
    expect(botocore('p', { AWS_CONFIG_FILE: config })).toEqual([text, text, text, '123456789012'])
  })
})

describe('json', () => {
  it('is an object of the variables to set', () => {
    fc.assert(
      fc.property(emissions, (emission) => {
        const set = variablesOf(emission).filter(({ value }) => value !== undefined)
        expect(JSON.parse(emitters.json.emit(emission).stdout)).toEqual(
          Object.fromEntries(set.map(({ name, value }) => [name, value])),
        )
      }),
    )
  })
})

describe('ini', () => {
  const read = async (profile: string, text: string): Promise<unknown> =>
    fromIni({
      profile,
      filepath: write('ini', text),
      configFilepath: '/dev/null',
      ignoreCache: true,
    })()

  it('is a section of a credentials file', () => {
    expect(emitters.ini.emit(TEMPORARY).stdout).toBe(
      '[dev]\n# expires at 2026-11-21T10:30:00Z\naws_access_key_id = ASIAEXAMPLE\naws_secret_access_key = secret/+=\n' +
        'aws_session_token = token==\naws_account_id = 123456789012\nregion = eu-west-1\n',
    )
  })

  it('is read back by the SDK for JavaScript, or refused', async () => {
    let written = 0
    const given = fc.oneof(
      emissions,
      emissions.map((emission): EmitInput => ({ ...emission, profile: 'p' })),
    )
    const property = fc.asyncProperty(given, async (emission) => {
      let text: string
      try {
        text = emitters.ini.emit(emission).stdout
      } catch (error) {
        expect((error as Error).message).toMatch(/^(AWS_\w+|the profile name) has a /)
        return
      }
      written++
      const { accessKeyId, secretAccessKey } = emission.credentials
      expect(await read(emission.profile, text)).toMatchObject({ accessKeyId, secretAccessKey })
    })
    await fc.assert(property, { numRuns: 400 })
    expect(written).toBeGreaterThan(10)
  })

  it.skipIf(!hasBotocore)('is read back by botocore', () => {
    const credentials = {
      accessKeyId: 'a=b',
      secretAccessKey: `%(x)s:;#'"[]\\`,
      sessionToken: '$x',
    }
    const { stdout } = emitters.ini.emit({ profile: 'a.b/c@d', credentials })
    const file = write('ini', stdout)
    expect(botocore('a.b/c@d', { AWS_SHARED_CREDENTIALS_FILE: file })).toEqual([
      'a=b',
      credentials.secretAccessKey,
      '$x',
      null,
    ])
  })

  it.each(['a b', 'a]', 'a#b', '', 'jürgen', '"a"', 'default]\n[x', 'valueOf', '__proto__'])(
    'refuses a profile %j',
    (profile) => {
      expect(() => emitters.ini.emit({ ...TEMPORARY, profile })).toThrow(
        /profile name|ROLECALL_PROFILE/,
      )
    },
  )

  it.each(['a b', ' a', 'a #b', '#a', ';a', '"a"', "'a'"])('refuses a token %j', (sessionToken) => {
    const credentials = { ...TEMPORARY.credentials, sessionToken }
    expect(() => emitters.ini.emit({ ...TEMPORARY, credentials })).toThrow(/^AWS_SESSION_TOKEN has/)
  })
})

describe('github', () => {
  it('masks the secrets, and keeps them out of stdout otherwise', () => {
    const credentials = { ...TEMPORARY.credentials, sessionToken: '100%\u2028' }
    expect(emitters.github.emit({ ...TEMPORARY, credentials }).stdout).toBe(
      '::add-mask::ASIAEXAMPLE\n::add-mask::secret/+=\n::add-mask::100%25\u2028\n',
    )
  })

  it('writes lines that the runner splits at the first equals sign', () => {
    fc.assert(
      fc.property(emissions, (emission) => {
        const { append } = emitters.github.emit(emission)
        expect(append?.variable).toBe('GITHUB_ENV')
        const lines = append?.text.split(/\r\n|\r|\n/) ?? []
        expect(lines.pop()).toBe('')
        const expected = variablesOf(emission).filter(
          ({ name }) => !/PROFILE$/.test(name) || name.startsWith('R'),
        )
        expect(lines.map((line) => line.match(/^([A-Z_]+)=(.*)$/su)?.slice(1))).toEqual(
          expected.map(({ name, value }) => [name, value ?? '']),
        )
      }),
    )
  })
})
