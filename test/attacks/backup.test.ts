import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { tempHome } from '../support/home.js'
import { run } from '../support/run.js'

/* The attacker reads a repository of dotfiles, or a disk that was backed up, months later. */

const SECRET = 'canary+secret/key'
const ROLE = `[profile dev]
role_arn = arn:aws:iam::222222222222:role/dev
source_profile = base
`
const keys = (secret: string): string => `[profile base]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = ${secret}
`

test.each([
  ['adopt', ['adopt', 'dev'], keys(SECRET)],
  ['configure', ['configure', 'dev', '--region', 'eu-west-1', '--yes'], keys(SECRET)],
  [
    'adopt, with a key in a comment,',
    ['adopt', 'dev'],
    `${keys('other')}# aws_secret_access_key: ${SECRET}\n`,
  ],
  [
    'adopt, with a seed,',
    ['adopt', 'dev'],
    `mfa_process = oathtool --totp -b ${SECRET}\n${keys('other')}`,
  ],
])('%s leaves no second copy of a secret, not even behind a link', async (_what, args, more) => {
  await using home = await tempHome({})
  mkdirSync(join(home.path, '.aws'))
  await home.write('dotfiles/config', `${ROLE}${more}`)
  symlinkSync('../dotfiles/config', join(home.path, '.aws/config'))
  expect((await run(args, { env: home.env })).code).toBe(0)
  expect(await home.searchFor([SECRET])).toEqual([join(home.path, 'dotfiles/config')])
  expect(readdirSync(join(home.path, 'dotfiles'))).toEqual(['config'])
  expect((await run(['eject', '--all'], { env: home.env })).code).toBe(0)
  expect(await home.searchFor([SECRET])).toEqual([join(home.path, 'dotfiles/config')])
})
