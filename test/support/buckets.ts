import { startWebServer } from './web-server.js'
import type { StsServer } from './sts-server/api.js'
import { authenticate } from './sts-server/authenticate.js'
import { StsError } from './sts-server/errors.js'
import { read } from './sts-server/http.js'
import { refuseBeyondSession, refuseExplicitDeny } from './sts-server/permissions.js'

/** A storage that lets every user and role read and write, within the limits of their sessions. */
export interface Buckets extends AsyncDisposable {
  url: string
  /** `s3:GetObject data/file 200` */
  log: string[]
}

/** Starts it for the sessions of an STS. A GET reads an object, and a PUT writes one. */
export async function startBuckets(sts: StsServer): Promise<Buckets> {
  const server = await startWebServer((incoming, response) => {
    void read(incoming).then((request) => {
      const action = request.method === 'PUT' ? 's3:PutObject' : 's3:GetObject'
      const name = request.target.slice(1)
      const end = (status: number, text: string): void => {
        buckets.log.push(`${action} ${name} ${status}`)
        response.writeHead(status).end(`${text}\n`)
      }
      try {
        const now = Date.now() + sts.clockShift
        const caller = authenticate(request, sts.model, sts.sessions, now, 's3')
        const resource = `arn:aws:s3:::${name}`
        refuseExplicitDeny(caller, action, resource)
        refuseBeyondSession(caller, action, resource)
        end(200, action)
      } catch (error) {
        if (!(error instanceof StsError)) return end(500, String(error))
        end(error.status, error.message)
      }
    })
  })
  const buckets: Buckets = {
    url: server.url,
    log: [],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
  return buckets
}
