import type { notice as english } from "../en/notice";
import type { Words } from "../words";

export const notice: Words<typeof english> = {
  address: "Indirizzo da avvisare",
  addressHint: "https://example.com/limner",
  again: "Di nuovo {when}.",
  attempts: "{n} tentativo|{n} tentativi",
  deliveries: "Avvisi recenti",
  forThisRun: "Avvisa di questa esecuzione",
  forThisRunHint:
    "Un indirizzo solo per questa chiamata, firmato con il segreto degli avvisi di questo workflow.",
  hint: "Ogni esecuzione avviata da una chiamata o da un trigger viene allora segnalata con un POST firmato.",
  keep: "Conserva",
  newSecret: "Creane uno nuovo",
  newSecretTip: "Da allora gli avvisi sono firmati con questo.",
  none: "Da allora non è finita nessuna esecuzione.",
  remove: "Non avvisare",
  removed: "Non si avvisa più nessuno.",
  secret: "Segreto degli avvisi",
  showSecret: "Mostra il segreto",
  state_delivered: "Consegnato",
  state_failed: "Abbandonato",
  state_waiting: "Non ancora segnalato",
  title: "Quando un’esecuzione è finita",
  unchanged: "È ciò che è conservato",
  working: "Un momento",
};
