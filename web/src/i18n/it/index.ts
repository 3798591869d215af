import type { LaterDictionary } from "../later";
import type { Dictionary } from "../t";
import { canvas } from "./canvas";
import { credentials } from "./credentials";
import { fields } from "./fields";
import { files } from "./files";
import { films } from "./films";
import { flow } from "./flow";
import { inside } from "./inside";
import { items } from "./items";
import { keys } from "./keys";
import { language } from "./language";
import { library } from "./library";
import { lists } from "./lists";
import { mechanics } from "./mechanics";
import { naming } from "./naming";
import { notice } from "./notice";
import { panels } from "./panels";
import { past } from "./past";
import { publish } from "./publish";
import { roles } from "./roles";
import { running } from "./running";
import { store } from "./store";
import { templates } from "./templates";
import { tools } from "./tools";
import { triggers } from "./triggers";
import { types } from "./types";
import { ui } from "./ui";
import { writing } from "./writing";

export const italian: Dictionary & LaterDictionary = {
  canvas,
  credentials,
  fields,
  files,
  films,
  flow,
  inside,
  items,
  keys,
  language,
  library,
  lists,
  mechanics,
  naming,
  notice,
  panels,
  past,
  publish,
  roles,
  running,
  store,
  templates,
  tools,
  triggers,
  types,
  ui,
  writing,
};
