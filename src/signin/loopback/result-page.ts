import type { RolecallError } from '../../core/errors.js'
import type { Page } from './page.js'

/** The page after a sign-in. */
export const SIGNED_IN: Page = {
  status: 200,
  good: true,
  title: 'You are signed in',
  text: 'rolecall continues in the terminal. You can close this page.',
}

/** The page after a sign-in that failed. */
export function failurePage({ message }: RolecallError): Page {
  return {
    status: 400,
    good: false,
    title: 'You are not signed in',
    text: `${message.charAt(0).toUpperCase()}${message.slice(1)}. See the terminal for what to do next. You can close this page.`,
  }
}
