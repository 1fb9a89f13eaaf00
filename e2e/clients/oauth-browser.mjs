// The browser app: a page with @atproto/oauth-client-browser, a server that gives it out, and Chromium to run it in.
import { createServer } from 'node:http'
import { join } from 'node:path'
import { build } from 'esbuild'
import { chromium } from 'playwright-core'

const html = '<!DOCTYPE html><html lang="en"><title>App</title><output></output><script type="module" src="/app.js"></script></html>'

/** Starts the browser that MOCKPDS_CHROMIUM names, else Debian's. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.MOCKPDS_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'], // which containers do not let root have
  })
}

/** Serves the page on a free port of 127.0.0.1. It returns the app's URL, and what ends it. */
export async function serveApp() {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'oauth-browser.page.mjs')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
  })
  const script = outputFiles[0].text
  const server = createServer((request, response) => {
    const isScript = request.url === '/app.js'
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8')
    response.end(isScript ? script : html)
  })
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening))
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${server.address().port}/`, close }
}

/** A tab of the app, in a browser context. */
export class Tab {
  constructor(page) {
    this.page = page
  }

  static async open(context, app, pds) {
    const page = await context.newPage()
    await page.goto(`${app.url}?pds=${encodeURIComponent(pds.url)}`)
    return new Tab(page)
  }

  /** Waits until the app says something. */
  async says(text) {
    await this.page.locator('output').filter({ hasText: text }).waitFor()
  }

  /** Does something of window.app, and returns what it returns. */
  app(name, ...given) {
    return this.page.evaluate(([name, given]) => window.app[name](...given), [name, given])
  }

  events() {
    return this.page.evaluate(() => window.app.events)
  }

  /** Goes to the server's page. */
  async signIn(handle) {
    await this.app('signIn', handle)
    await this.page.getByRole('heading').first().waitFor()
  }

  press(name) {
    return this.page.getByRole('button', { name, exact: true }).click()
  }
}
