import { useEffect } from "react";

import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { Notices } from "@/ui/Notices";
import { notify } from "@/ui/notify";

/** In a narrow window the middle is under the panel. */
const besideThePanel = "max-xl:left-[calc(50%-150px)]!";

/** Says at the bottom of the window what the studio has to say. */
export function Words() {
  const { notices } = useStudio();
  useEffect(() => notices.listen(notify), [notices]);
  return <Notices label={t("ui.notices")} className={besideThePanel} />;
}
