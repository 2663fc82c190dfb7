import { join } from 'node:path'
import { file, printed, scene, type Who } from '../../support/whose/actors.js'
import { testTwoIdentities, onRoleOrBare } from '../../support/whose/two-identities.js'

const onPath = (who: Who): { env: Record<string, string> } => ({
  env: { PATH: `${file('bins', who)}:${scene.env['PATH']}` },
})

testTwoIdentities({
  ...onRoleOrBare('a command that depends on a variable', (more) => ({
    config: `credential_process = cat $HOME/keys/$JOB.json\n${more}`,
    asks: true,
    as: (who) => ({ env: { JOB: who } }),
  })),
  ...onRoleOrBare('a command whose file is replaced', (more) => ({
    config: `credential_process = cat $HOME/now.json\n${more}`,
    asks: true,
    hasNobody: false,
    async as(who) {
      await scene.home.write('now.json', who === 'nobody' ? '{}' : printed(who))
      return {}
    },
  })),
  ...onRoleOrBare('a command that depends on the folder', (more) => ({
    config: `credential_process = cat ../../keys/$(basename "$PWD").json\n${more}`,
    asks: true,
    as: (who) => ({ cwd: join(scene.home.path, 'in', who) }),
  })),
  ...onRoleOrBare('two tools of one name in two search paths', (more) => ({
    config: `credential_process = fetch-keys\n${more}`,
    asks: true,
    as: onPath,
  })),
})
