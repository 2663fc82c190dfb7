import {
  CI_ROLE,
  file,
  idTokens,
  ON_ROLE,
  scene,
  server,
  TOKENS,
} from '../../support/whose/actors.js'
import { testTwoIdentities } from '../../support/whose/two-identities.js'

const JOB = 'ACTIONS_ID_TOKEN_REQUEST_'

testTwoIdentities({
  'a GitHub Actions job, by its request token': {
    config: `credential_source = GitHubActions\n${CI_ROLE}`,
    as: (who) => ({ env: { [`${JOB}URL`]: `${server.url}/jobs/1`, [`${JOB}TOKEN`]: TOKENS[who] } }),
  },
  'a GitHub Actions job, by its URL': {
    config: `credential_source = GitHubActions\n${CI_ROLE}`,
    as: (who) => ({
      env: { [`${JOB}URL`]: `${server.url}/jobs/of-${who}`, [`${JOB}TOKEN`]: TOKENS[who] },
    }),
  },
  'a service account, by the variables of its pod': {
    config: '',
    as: (who) => ({
      args: '',
      env: {
        AWS_ROLE_ARN: 'arn:aws:iam::222222222222:role/ci',
        AWS_WEB_IDENTITY_TOKEN_FILE: file('ids', who),
      },
    }),
  },
  'a service account whose token is replaced, by the variables of its pod': {
    config: '',
    async as(who) {
      const path = await scene.home.write('pod-id', who === 'nobody' ? '' : idTokens[who])
      const AWS_ROLE_ARN = 'arn:aws:iam::222222222222:role/ci'
      return { args: '', env: { AWS_ROLE_ARN, AWS_WEB_IDENTITY_TOKEN_FILE: path } }
    },
  },
  'a GitHub Actions job, for the next role': {
    config: `credential_source = GitHubActions\n${CI_ROLE}${ON_ROLE}`,
    as: (who) => ({ env: { [`${JOB}URL`]: `${server.url}/jobs/2`, [`${JOB}TOKEN`]: TOKENS[who] } }),
  },
})
