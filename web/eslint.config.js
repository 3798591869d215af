import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";

/** Folders of src, from the top floor to the bottom one: each imports only what stands below it. */
const floors = ["panels", "canvas", "fields", "store", "graph", "api", "ui", "i18n"];

/** Floors that are side by side, or know nothing of the ones below. */
const neverImports = {
  panels: ["canvas"],
  graph: ["ui"],
  api: ["ui"],
  store: ["ui"],
  ui: [],
  i18n: [],
};

const floorRules = floors.map((floor, index) => ({
  files: [`src/${floor}/**`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: [
              "@/App",
              ...[...floors.slice(0, index), ...(neverImports[floor] ?? [])].map(
                (name) => `@/${name}/*`,
              ),
            ],
            message: `${floor} may only import what stands below it.`,
          },
          ...(floor === "canvas"
            ? []
            : [{ group: ["@xyflow/*"], message: "Only canvas/ knows the graph library." }]),
        ],
      },
    ],
  },
}));

/** A value that a module makes once, when it is loaded. */
const made =
  ":matches(Program > VariableDeclaration, Program > ExportNamedDeclaration > VariableDeclaration) > VariableDeclarator";

export default tseslint.config(
  { ignores: ["node_modules", "src/api/schema.ts"] },
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked, hooks.configs.flat.recommended],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-misused-promises": [
        "error",
        { checksVoidReturn: { attributes: false } },
      ],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      // It warns of the React Compiler, which is not used here.
      "react-hooks/incompatible-library": "off",
      "max-lines": ["error", 600],
    },
  },
  {
    files: ["src/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          // Only the direct parts of a module's own values: inside a function `t` is right.
          selector: ["", " > ArrayExpression", " > ObjectExpression > Property"]
            .map((way) => `${made}${way} > CallExpression[callee.name="t"]`)
            .join(", "),
          message: "Call t() when it is shown: the page may speak another language by then.",
        },
      ],
    },
  },
  ...floorRules,
);
