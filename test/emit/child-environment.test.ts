import { describe, expect, it } from 'vitest'
import { childEnvironment } from '../../src/emit/child-environment.js'

describe('the environment of a child', () => {
  const variables = [
    { name: 'AWS_ACCESS_KEY_ID', value: 'ASIAEXAMPLE' },
    { name: 'ROLECALL_PROFILE', value: 'dev' },
    { name: 'AWS_PROFILE' },
  ]

  it('is the user’s, without our own variables, and with the credentials', () => {
    const env = {
      PATH: '/bin',
      EMPTY: '',
      AWS_PROFILE: 'stale',
      AWS_ACCESS_KEY_ID: 'stale',
      ROLECALL_PROFILE: 'stale',
      ROLECALL_MFA_CODE: '123456',
      ROLECALL_PASSPHRASE: 'canary',
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      MY_ROLECALL_NOTE: 'mine',
    }
    expect(childEnvironment(env, variables, 'linux')).toStrictEqual({
      PATH: '/bin',
      EMPTY: '',
      MY_ROLECALL_NOTE: 'mine',
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      ROLECALL_PROFILE: 'dev',
    })
  })

  it('knows names in any case on Windows, and only there', () => {
    const env = { Path: 'C:\\', aws_profile: 'stale', Rolecall_Mfa_Code: '123456' }
    expect(childEnvironment(env, variables.slice(2), 'win32')).toStrictEqual({ Path: 'C:\\' })
    expect(childEnvironment(env, variables.slice(2), 'linux')).toStrictEqual(env)
  })
})
