import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adopt } from '../../../src/aws-files/adopt/adopt.js'
import { eject } from '../../../src/aws-files/adopt/eject.js'
import type {
  ProfileSelection,
  EditedProfiles,
} from '../../../src/aws-files/adopt/edit-profiles.js'
import { parseAwsFiles, type AwsFiles } from '../../../src/aws-files/aws-files.js'
import { isUsableByName } from '../../../src/aws-files/adopt/usable-by-name.js'
import { processCommand } from '../../../src/aws-files/adopt/process-command.js'
import { readProfile } from '../../../src/aws-files/profile.js'
import { awsFilePair } from '../../support/odd-aws-files.js'
import { manyProfiles } from '../../support/many-profiles.js'

const command = (profile: string): string => processCommand(['rolecall'], profile, 'linux')
const filesOf = (config: string, credentials = ''): AwsFiles =>
  parseAwsFiles({ path: 'config', text: config }, { path: 'credentials', text: credentials })
const adoptIn = (
  config: string,
  wanted: ProfileSelection = 'all',
  credentials = '',
): EditedProfiles => adopt(filesOf(config, credentials), wanted, command)
const ejectIn = (config: string, wanted: ProfileSelection = 'all'): string =>
  eject(filesOf(config), wanted).texts.config

const ROLE = 'role_arn = arn:aws:iam::222222222222:role/dev'
const DEV = `[profile dev]\n${ROLE}\nsource_profile = base\n`

test('an adopted profile: two lines more, and what SDKs refuse beside them hidden', () => {
  const text = `[profile dev]
# the team's
${ROLE}  ; not prod
SOURCE_PROFILE: base
region = eu-west-1
s3 =
  role_arn = of s3
`
  expect(adoptIn(text).texts.config).toBe(`[profile dev]
# adopted by rolecall; "rolecall eject" undoes this
credential_process = rolecall process --profile dev
# the team's
rolecall_${ROLE}  ; not prod
rolecall_SOURCE_PROFILE: base
region = eu-west-1
s3 =
  role_arn = of s3
`)
})

test('a profile that version 0.1.0 adopted is ejected to the same bytes', () => {
  const adopted = adoptIn(DEV).texts.config
  const byOldVersion = adopted.replace(
    '# adopted by rolecall; "rolecall eject" undoes this',
    '# adopted by rolecall: "rolecall eject" turns this back',
  )
  expect(byOldVersion).not.toBe(adopted)
  expect(ejectIn(byOldVersion)).toBe(DEV)
})

test('300 odd profiles, and repeated sections and keys: eject gives the same bytes', () => {
  for (const repeated of [false, true]) {
    const text = manyProfiles(300, { repeated })
    const { texts, changed } = adoptIn(text)
    expect(changed.length).toBeGreaterThan(250)
    const files = filesOf(texts.config)
    for (const name of changed) expect(isUsableByName(files, name), name).toBe(true)
    expect(ejectIn(texts.config)).toBe(text)
    expect(adoptIn(texts.config).texts.config).toBe(texts.config)
  }
})

test('whatever is in the files: adopted means the same to rolecall, and eject gives the same bytes', () => {
  let adopted = 0
  fc.assert(
    fc.property(awsFilePair, ({ config, credentials }) => {
      const files = filesOf(config, credentials)
      const { texts, changed } = adopt(files, 'all', command)
      const after = filesOf(texts.config, texts.credentials)
      adopted += changed.length
      for (const name of changed) {
        for (const [key, { value: written }] of files.profile(name) ?? []) {
          // A value of several lines is an error to whoever asks for it.
          if (written.includes('\n')) continue
          const value = readProfile(files, name)?.get(key)
          expect(readProfile(after, name)?.get(key), `${key} of ${name}`).toBe(value)
        }
        expect(isUsableByName(after, name), name).toBe(true)
      }
      expect(eject(after, 'all').texts).toEqual({ config, credentials })
    }),
    { numRuns: 500, seed: 20261121 },
  )
  expect(adopted).toBeGreaterThan(200)
})

test('what was written for rolecall by hand is neither adopted nor ejected with the rest', () => {
  const byHand =
    '[profile hand]\ncredential_process = rolecall process --profile hand\nrolecall_role_arn = arn:aws:iam::222222222222:role/dev\n'
  const { texts, skipped } = adoptIn(byHand + DEV)
  expect(skipped).toContainEqual({ profile: 'hand', reason: 'it is already adopted' })
  expect(ejectIn(texts.config)).toBe(byHand + DEV)
  expect(ejectIn(byHand, ['hand'])).toBe(`[profile hand]\n${ROLE}\n`)
})

test('a profile adopted by an earlier version, with its comment, is ejected as well', () => {
  const earlier = adoptIn(DEV).texts.config.replace(
    '; "rolecall eject" undoes this',
    ': "rolecall eject" turns this back',
  )
  expect(earlier).toContain('turns this back')
  expect(ejectIn(earlier)).toBe(DEV)
})

describe('skipped or refused', () => {
  test.each([
    [
      'keys of its own',
      `${DEV}aws_access_key_id = AKIA\n`,
      '',
      'contains access keys, which SDKs would use',
    ],
    ['keys in the other file', DEV, '[dev]\naws_access_key_id = AKIA\n', 'contains access keys'],
    ['a half in each file', DEV, `[dev]\n${ROLE}\n`, 'in one file'],
    [
      'a key both ways',
      `${DEV}rolecall_mfa_serial = 123456789\n`,
      '',
      'has both role_arn and rolecall_mfa_serial for rolecall',
    ],
    [
      'our line beside an open role',
      `${DEV}credential_process = rolecall process dev\n`,
      '',
      'has both role_arn and credential_process for rolecall',
    ],
    ['nothing', '[profile dev]\nregion = eu-west-1\n', '', 'nothing to adopt'],
    ['no such profile', '[profile deb]\n', '', 'there is no profile dev'],
  ])('%s', (_, config, credentials, says) => {
    expect(() => adoptIn(config, ['dev'], credentials)).toThrow(says)
    expect(adoptIn(config, 'all', credentials).texts).toEqual({ config, credentials })
  })

  test('a name that no line can carry', () => {
    const text = DEV.replace('dev', '$(id)')
    expect(() => adoptIn(text, ['$(id)'])).toThrow('cannot be written so that every SDK reads it')
    expect(adoptIn(text).changed).toEqual([])
  })
})

test('a profile of IAM Identity Center is adopted with all others; one of another tool if named', () => {
  const sso =
    '[profile sso]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = dev\n'
  const tool = '[profile tool]\ncredential_process = other-tool --json\n'
  const legacy = sso.replace('sso_session = corp', 'sso_start_url = https://corp.awsapps.com/start')
  expect(adoptIn(sso + tool).changed).toEqual(['sso'])
  expect(adoptIn(legacy).changed).toEqual(['sso'])
  const adopted = adoptIn(sso + tool, ['sso', 'tool']).texts.config
  expect(adopted).toContain('rolecall_credential_process = other-tool --json\n')
  expect(readProfile(filesOf(adopted), 'tool')?.get('credential_process')).toBe('other-tool --json')
  expect(ejectIn(adopted, 'all')).toBe(sso + tool)
})

test('a role that stands in the credentials file is adopted there', () => {
  const credentials = `[dev]\n${ROLE}\nsource_profile = base\n`
  const { texts } = adoptIn('[profile dev]\nregion = eu-west-1\n', ['dev'], credentials)
  expect(texts.config).toBe('[profile dev]\nregion = eu-west-1\n')
  expect(texts.credentials).toContain('[dev]\n# adopted by rolecall')
  expect(eject(filesOf(texts.config, texts.credentials), 'all').texts.credentials).toBe(credentials)
})

test('ten thousand profiles are adopted', () => {
  expect(adoptIn(manyProfiles(10_000, {})).changed.length).toBeGreaterThan(8000)
})
