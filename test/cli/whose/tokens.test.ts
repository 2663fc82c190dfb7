import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { CI_ROLE, file, idTokens, scene, type Who } from '../../support/whose/actors.js'
import { testTwoIdentities } from '../../support/whose/two-identities.js'

const onPath = (who: Who): { env: Record<string, string> } => ({
  env: { PATH: `${file('bins', who)}:${scene.env['PATH']}` },
})

testTwoIdentities({
  'a token file that is replaced': {
    config: `web_identity_token_file = ~/unused\n${CI_ROLE}`.replace('~/unused', 'token'),
    as: (who) => ({ cwd: join(scene.home.path, 'in', who) }),
  },
  'a token on a descriptor': {
    config: `web_identity_token_file = /dev/fd/3\n${CI_ROLE}`,
    asks: true,
    as: (who) => ({ redirect: `3< <(cat ${file('ids', who)})` }),
  },
  'a token in a here-document': {
    config: `web_identity_token_file = /dev/fd/3\n${CI_ROLE}`,
    asks: true,
    as: (who) => ({ redirect: `3<${file('ids', who)}` }),
  },
  'a token of a named variable': {
    config: `rolecall_web_identity_token_env = CI_ID_TOKEN\n${CI_ROLE}`,
    as: (who) => (who === 'nobody' ? {} : { env: { CI_ID_TOKEN: idTokens[who] } }),
  },
  'the token of a CI system': {
    config: `rolecall_credential_source = CircleCI\n${CI_ROLE}`,
    as: (who) => (who === 'nobody' ? {} : { env: { CIRCLE_OIDC_TOKEN_V2: idTokens[who] } }),
  },
  'the token that the agent of a CI system prints': {
    config: `rolecall_credential_source = Buildkite\n${CI_ROLE}`,
    asks: true,
    async as(who) {
      const print =
        who === 'nobody'
          ? 'exit 1'
          : `test "$1 $4" = 'oidc sts.amazonaws.com' && cat "$HOME/ids/${who}"`
      const agent = await scene.home.write(`bins/${who}/buildkite-agent`, `#!/bin/sh\n${print}\n`)
      await chmod(agent, 0o700)
      return { env: { ...onPath(who).env, BUILDKITE: 'true' } }
    },
  },
  'the token file of the environment as a source of credentials': {
    config: `rolecall_credential_source = WebIdentity\n${CI_ROLE}`,
    as: (who) => ({ env: { AWS_WEB_IDENTITY_TOKEN_FILE: file('ids', who) } }),
  },
  'a token of a variable': {
    config: `web_identity_token_process = printenv CI_ID_TOKEN\n${CI_ROLE}`,
    asks: true,
    as: (who) => (who === 'nobody' ? {} : { env: { CI_ID_TOKEN: idTokens[who] } }),
  },
  'a wrong token of a variable': {
    config: `web_identity_token_process = printenv CI_ID_TOKEN\n${CI_ROLE}`,
    asks: true,
    as: (who) => ({ env: { CI_ID_TOKEN: who === 'nobody' ? `${idTokens.one}x` : idTokens[who] } }),
  },
  'a token command whose file is replaced': {
    config: `web_identity_token_process = cat $HOME/now-token\n${CI_ROLE}`,
    asks: true,
    hasNobody: false,
    async as(who) {
      await scene.home.write('now-token', who === 'nobody' ? '' : idTokens[who])
      return {}
    },
  },
  'a token command that depends on the folder': {
    config: `web_identity_token_process = cat token\n${CI_ROLE}`,
    asks: true,
    as: (who) => ({ cwd: join(scene.home.path, 'in', who) }),
  },
  'two tools for a token, of one name in two search paths': {
    config: `web_identity_token_process = fetch-token\n${CI_ROLE}`,
    asks: true,
    as: onPath,
  },
})
