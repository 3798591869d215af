export const canvas = {
  brand: "Limner",
} as const;
