import { request, type APIRequestContext, type APIResponse } from 'playwright-core'

/** A user of a minimal browser: cookies, redirects and forms. It is faster than Chromium. */
export interface Person extends AsyncDisposable {
  /** Signs in, consents and follows the redirects. @returns HTML of the last page */
  signIn(url: string): Promise<string>
  /** Enters the code of a device and consents. @returns HTML of the last page */
  confirm(url: string, code: string): Promise<string>
}

/** @param name user name at the test provider, which accepts any */
export async function newPerson(name: string): Promise<Person> {
  const http = await request.newContext()
  const signInAndConsent = async (page: APIResponse): Promise<string> => {
    let html = await page.text()
    let current = page
    while (html.includes('name="prompt"')) {
      const prompt = html.includes('value="login"') ? 'login' : 'consent'
      current = await submit(http, current, { prompt, login: name, password: 'any' })
      html = await current.text()
    }
    return html
  }
  return {
    signIn: async (url) => signInAndConsent(await http.get(url)),
    async confirm(url, code) {
      const entered = await submit(http, await http.get(url), { user_code: code })
      return signInAndConsent(await submit(http, entered, { user_code: code, confirm: 'yes' }))
    },
    [Symbol.asyncDispose]: () => http.dispose(),
  }
}

/** Submits the page's form, with its hidden CSRF token. */
async function submit(
  http: APIRequestContext,
  page: APIResponse,
  fields: Record<string, string>,
): Promise<APIResponse> {
  const html = await page.text()
  const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1]
  if (action === undefined) throw new Error(`the page has no form:\n${html.slice(0, 2000)}`)
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1]
  const form = { ...fields, ...(xsrf === undefined ? {} : { xsrf }) }
  return http.post(new URL(action, page.url()).href, { form })
}
