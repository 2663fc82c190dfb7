import { describe, expect, test } from 'vitest'
import { adopt } from '../../src/aws-files/adopt/adopt.js'
import { eject } from '../../src/aws-files/adopt/eject.js'
import { parseAwsFiles, type AwsFiles } from '../../src/aws-files/aws-files.js'
import { nameRoles } from '../../src/aws-files/populate/names.js'
import {
  populate,
  unpopulate,
  type PopulateOptions,
} from '../../src/aws-files/populate/populate.js'
import type { Assignments } from '../../src/core/state/assignments.js'

const LIST: Assignments = {
  ...{ session: 'corp', startUrl: 'https://x/start', region: 'eu-west-1' },
  fetched: '2026-11-27T10:00:00Z',
  accounts: [
    { id: '222222222222', name: 'dev', roles: ['Admin', 'Read'] },
    { id: '333333333333', name: 'Zahlung é/prod [1]', roles: ['Read'] },
  ],
}
const OPTIONS: PopulateOptions = { template: '{account}-{role}', prefix: '' }

const filesOf = (text: string, credentials = ''): AwsFiles =>
  parseAwsFiles({ path: 'config', text }, { path: 'credentials', text: credentials })
const populated = (text: string, options: Partial<PopulateOptions> = {}, list = LIST) =>
  populate(filesOf(text), list, { ...OPTIONS, ...options })

const TEXTS = [
  '',
  '\n',
  '[default]\nregion = eu-west-1',
  '[default]\nregion = eu-west-1\n',
  '[default]\r\nregion = eu-west-1\r\n',
  '[default]\r\nregion = eu-west-1',
  '# only a comment',
  '[profile a]\nregion = x\n\n\n',
  '\uFEFF[profile a]\n  region=x # y\n\n# the end\n',
  '[profile a]\nx = y\n   \n',
]

describe.each(TEXTS)('in %j', (text) => {
  test('removing what was written gives every byte back', () => {
    const { text: written, added } = populated(text, { region: 'eu-west-1' })
    expect(added).toEqual(['dev-Admin', 'dev-Read', 'Zahlung-e/prod-1-Read'])
    expect(written.startsWith(text)).toBe(true)
    expect(unpopulate(filesOf(written), LIST)).toMatchObject({ text, pruned: added, kept: [] })
  })

  test('so does removing it after a roundtrip of adopt and eject, and piece by piece', () => {
    const { text: written, added } = populated(text)
    const adopted = adopt(filesOf(written), added, (name) => `rolecall process --profile ${name}`)
    expect(unpopulate(filesOf(adopted.texts.config), LIST).text).toBe(text)
    const ejected = eject(filesOf(adopted.texts.config), added).texts.config
    expect(unpopulate(filesOf(ejected), LIST).text).toBe(text)
    let left = written
    for (const accounts of [LIST.accounts.slice(1), []]) {
      left = populated(left, { prune: true }, { ...LIST, accounts }).text
    }
    expect(left).toBe(text)
  })

  test('the second time changes nothing', () => {
    const { text: written } = populated(text)
    const second = populated(written)
    expect(second).toMatchObject({ text: written, added: [], taken: [], orphans: [] })
    expect(second.present).toHaveLength(3)
  })
})

test('lines that a person added survive, and keep the profile', () => {
  const { text } = populated('')
  const own = text.replace('sso_role_name = Admin\n', 'sso_role_name = Admin\noutput = json\n')
  expect(populated(own)).toMatchObject({ text: own, added: [] })
  const none = { ...LIST, accounts: [] }
  expect(populated(own, {}, none)).toMatchObject({ text: own, pruned: [] })
  expect(populated(own, {}, none).orphans).toHaveLength(3)
  const pruned = populated(own, { prune: true }, none)
  expect(pruned.kept).toEqual(['dev-Admin'])
  expect(pruned.text).toBe(own.slice(0, own.indexOf('\n[profile dev-Read]')))
  const commented = text.replace(
    'sso_role_name = Admin\n',
    'sso_role_name = Admin\n# mine\nregion = x\n',
  )
  expect(populated(commented, { prune: true }, none).kept).toEqual(['dev-Admin'])
})

test('a comment above the next profile is not removed', () => {
  const { text } = populated('')
  const next = `${text}\n# about b\n[profile b]\nregion = x\n`
  expect(unpopulate(filesOf(next), LIST).text).toBe('\n# about b\n[profile b]\nregion = x\n')
})

test('names that other profiles have are told, and never overwritten', () => {
  const own = '[profile dev-Admin]\nrole_arn = arn:aws:iam::1:role/x\nsource_profile = a\n'
  const result = populated(own)
  expect(result).toMatchObject({ taken: ['dev-Admin'] })
  expect(result.text.startsWith(own)).toBe(true)
  const same =
    '[profile dev-Admin]\nsso_session = corp\nsso_account_id = 222222222222\nsso_role_name = Admin\n'
  expect(populated(same)).toMatchObject({ taken: [], present: ['dev-Admin'] })
  const inCredentials = populate(filesOf('', '[dev-Read]\naws_access_key_id = x\n'), LIST, OPTIONS)
  expect(inCredentials.taken).toEqual(['dev-Read'])
})

test('another sign-in does not touch the profiles', () => {
  const { text } = populated('')
  const other = { ...LIST, session: 'other', accounts: [] }
  expect(populated(text, { prune: true }, other).text).toBe(text)
  expect(unpopulate(filesOf(text), other).text).toBe(text)
})

test('a name that now belongs to another account is changed in place', () => {
  const { text } = populated('')
  const [dev, prod] = LIST.accounts
  if (!dev || !prod) throw new Error('no accounts')
  const moved = { ...LIST, accounts: [{ ...dev, id: '444444444444' }, prod] }
  const own = text.replace(
    'sso_account_id = 222222222222',
    'sso_account_id  =  222222222222  # dev',
  )
  const result = populated(own, {}, moved)
  expect(result.changed).toEqual(['dev-Admin', 'dev-Read'])
  expect(result.text).toBe(own.replaceAll('222222222222', '444444444444'))
})

test('equal account names become numbers, and templates are checked', () => {
  const twins = [...LIST.accounts, { id: '555555555555', name: 'dev', roles: ['Read'] }]
  const names = nameRoles({ ...LIST, accounts: twins }, OPTIONS).map((each) => each.names[0])
  expect(names).toEqual([
    ...['dev-Admin', '222222222222-Read', 'Zahlung-e/prod-1-Read', '555555555555-Read'],
  ])
  const template = '{session}.{accountId}.{role}'
  expect(nameRoles(LIST, { template, prefix: 'x-' })[0]?.names).toEqual([
    'x-corp.222222222222.Admin',
  ])
  expect(() => nameRoles(LIST, { template: '{nope}', prefix: '' })).toThrow('{nope}')
  expect(() => nameRoles(LIST, { template: 'all', prefix: '' })).toThrow('no placeholder')
})

test('ten thousand roles take less than a moment', () => {
  const accounts = Array.from({ length: 2500 }, (_, index) => ({
    ...{ id: String(100_000_000_000 + index), name: `account ${index}` },
    roles: ['a', 'b', 'c', 'd'],
  }))
  const list = { ...LIST, accounts }
  const { text, added } = populated('[default]\n', {}, list)
  expect(added).toHaveLength(10_000)
  expect(populated(text, {}, list).text).toBe(text)
  expect(unpopulate(filesOf(text), list).text).toBe('[default]\n')
}, 20_000)
