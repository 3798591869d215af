import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const server = "http://127.0.0.1:8420";

/** Writes a smaller copy beside each file of text, so that the server need not compress it. */
function compressed(): Plugin {
  return {
    name: "compressed",
    apply: "build",
    writeBundle({ dir = "." }, bundle) {
      for (const name of Object.keys(bundle).filter((each) => /\.(js|css)$/.test(each))) {
        const file = join(dir, name);
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [react(), tailwindcss(), compressed()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    outDir: "../src/limner/web_dist",
    emptyOutDir: true,
    target: "es2023",
    // All that the page begins with is one file: the smaller the files, the worse they compress.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "first", test: /src\/main\.tsx$/ }] } },
    },
  },
  server: {
    port: 5173,
    proxy: {
      "/api/live": { target: server, ws: true },
      "/api": server,
      "/files": server,
    },
  },
});
