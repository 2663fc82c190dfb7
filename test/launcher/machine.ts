import { tempHome, type TempHome } from '../support/home.js'
import { startKeychain } from '../support/keychain.js'
import { run } from '../support/run.js'
import { startSts } from '../support/sts-server/server.js'

/** A user with sessions in the cache, and an STS that is gone. */
export interface Machine extends AsyncDisposable {
  home: TempHome
  env: Record<string, string>
}

const ROLE = 'arn:aws:iam::222222222222:role/nomfa'

/** `dev` and `ops` have a session, `new` has none; `keys` has the access key. */
const CONFIG = `[profile keys]
region = eu-west-1

[profile dev]
role_arn = ${ROLE}
source_profile = keys
region = eu-west-1

[profile ops]
role_arn = ${ROLE}
source_profile = keys
role_session_name = ops
output = json
region = us-east-1

[profile new]
role_arn = ${ROLE}
role_session_name = new
source_profile = keys
`

/** @param more variables, such as those of a store; by default the keychain is the store */
export async function machineWithSessions(more: Record<string, string> = {}): Promise<Machine> {
  const sts = await startSts()
  const keychain = await startKeychain()
  const key = sts.model.users[0]?.keys[0]
  const home = await tempHome({
    sts,
    config: CONFIG,
    credentials: `[keys]\naws_access_key_id = ${key?.accessKeyId}\naws_secret_access_key = ${key?.secretAccessKey}\n`,
  })
  const env = { ...home.env, ...keychain.env, ...more }
  for (const profile of ['dev', 'ops']) {
    const { code, stderr } = await run(['process', profile], { env })
    if (code !== 0) throw new Error(stderr)
  }
  await sts.close()
  return {
    home,
    env,
    async [Symbol.asyncDispose]() {
      await keychain.close()
      await home.remove()
    },
  }
}
