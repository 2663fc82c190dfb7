import { expect, test } from 'vitest'
import { pathsFor } from '../../src/system/paths.js'

const OS_HOME = '/home/alice'

test.each([
  [{ HOME: '/srv/bob' }, 'linux', '/srv/bob'],
  [{}, 'linux', OS_HOME],
  [{ HOME: '' }, 'linux', OS_HOME],
  [{ HOME: 'bob' }, 'linux', OS_HOME],
  [{ HOME: '.' }, 'darwin', OS_HOME],
  [{ USERPROFILE: 'C:\\Users\\bob' }, 'win32', 'C:\\Users\\bob'],
  [{ USERPROFILE: 'bob' }, 'win32', OS_HOME],
] as const)('with %j on %s, home is %s', (env, platform, home) => {
  expect(pathsFor(env, platform, () => OS_HOME).home).toBe(home)
})

test('secrets are never stored in a relative folder', () => {
  const env = { HOME: 'bob', XDG_STATE_HOME: 'state', XDG_CONFIG_HOME: './config' }
  const paths = pathsFor(env, 'linux', () => OS_HOME)
  expect(paths.state).toBe(`${OS_HOME}/.local/state/rolecall`)
  expect(paths.settings).toBe(`${OS_HOME}/.config/rolecall/settings.ini`)
})

test('nor on Windows', () => {
  const paths = pathsFor({ LOCALAPPDATA: 'local', HOME: 'bob' }, 'win32', () => OS_HOME)
  expect(paths.compiled).toBe(`${OS_HOME}/AppData/Local/rolecall/compiled`)
})
