import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const server = "http://127.0.0.1:8420";

export default defineConfig({
  base: "./",
  plugins: [react(), tailwindcss()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  build: {
    outDir: "../src/limner/web_dist",
    emptyOutDir: true,
    target: "es2023",
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
