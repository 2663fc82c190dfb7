import { request, type APIRequestContext, type APIResponse } from 'playwright-core'

/** Somebody with a browser that is too simple to be one: cookies, redirects and forms. Where looks do not matter this is quicker. */
export interface Person extends AsyncDisposable {
  /** Signs in by the name, agrees, and comes to where that leads. @returns the HTML of the last page */
  signIn(url: string): Promise<string>
  /** Enters the code that a device shows, and agrees. @returns the HTML of the last page */
  confirm(url: string, code: string): Promise<string>
}

/** @param name at the test provider, which lets everybody in */
export async function newPerson(name: string): Promise<Person> {
  const http = await request.newContext()
  const agree = async (page: APIResponse): Promise<string> => {
    let html = await page.text()
    let at = page
    while (html.includes('name="prompt"')) {
      const prompt = html.includes('value="login"') ? 'login' : 'consent'
      at = await submit(http, at, { prompt, login: name, password: 'any' })
      html = await at.text()
    }
    return html
  }
  return {
    signIn: async (url) => agree(await http.get(url)),
    async confirm(url, code) {
      const entered = await submit(http, await http.get(url), { user_code: code })
      return agree(await submit(http, entered, { user_code: code, confirm: 'yes' }))
    },
    [Symbol.asyncDispose]: () => http.dispose(),
  }
}

/** Sends the page's form, with its hidden token against forgery. */
async function submit(
  http: APIRequestContext,
  page: APIResponse,
  fields: Record<string, string>,
): Promise<APIResponse> {
  const html = await page.text()
  const action = /<form[^>]* action="([^"]+)"/.exec(html)?.[1]
  if (action === undefined) throw new Error(`no form:\n${html.slice(0, 2000)}`)
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(html)?.[1]
  const form = { ...fields, ...(xsrf === undefined ? {} : { xsrf }) }
  return http.post(new URL(action, page.url()).href, { form })
}
