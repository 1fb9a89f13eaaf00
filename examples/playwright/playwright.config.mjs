import { defineConfig } from '@playwright/test'
import { app, pds, state } from './addresses.mjs'

const port = (url) => new URL(url).port

export default defineConfig({
  testDir: 'tests',
  workers: 1, // the tests share one session, and the last one ends it
  reporter: 'list',
  use: {
    baseURL: app,
    launchOptions: { executablePath: process.env.CHROMIUM }, // without it, the browser that "npx playwright install chromium" brings
  },
  projects: [
    { name: 'log in', testMatch: 'login.setup.mjs' },
    { name: 'app', testMatch: '*.spec.mjs', dependencies: ['log in'], use: { storageState: state } },
  ],
  webServer: [
    { command: `${process.env.MOCKPDS ?? 'mockpds'} --addr 127.0.0.1:${port(pds)}`, url: `${pds}/_mock/health` },
    { command: 'node server.mjs', url: app, env: { PORT: port(app), PDS_URL: pds } },
  ],
})
