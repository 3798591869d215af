import type { ReactNode } from "react";
import { t } from "@/i18n/t";
import { useModelOf, useNode, useReferenceRoles } from "@/store/hooks";
import { Disclosure } from "@/ui/Disclosure";
import { Section } from "@/ui/Section";
import type { PanelSection } from "./sections";

interface PanelSectionViewProps {
  nodeId: string;
  section: PanelSection;
  children: ReactNode;
}

export function PanelSectionView({ nodeId, section, children }: PanelSectionViewProps) {
  const model = useModelOf(nodeId);
  const promptable = model?.takesPrompt === true;
  return (
    <Section title={section.title} aside={<Aside nodeId={nodeId} section={section} />}>
      {children}
      {promptable && section.specs.some((spec) => spec.control === "prompt") ? <Tips /> : null}
    </Section>
  );
}

/** How much of what there may be is used: references, letters of the prompt. */
function Aside({ nodeId, section }: Omit<PanelSectionViewProps, "children">) {
  const model = useModelOf(nodeId);
  const node = useNode(nodeId);
  const references = useReferenceRoles(nodeId).length;
  if (!model || !node) return null;
  if (section.specs.some((spec) => spec.control === "references")) {
    return <Share used={references} of={model.maxReferences} />;
  }
  const prompt = section.specs.find((spec) => spec.control === "prompt");
  if (!prompt || !model.takesPrompt) return null;
  const text = node.data[prompt.name];
  return (
    <Share used={typeof text === "string" ? [...text].length : 0} of={model.maxPrompt} spaced />
  );
}

function Share({ used, of, spaced = false }: { used: number; of: number; spaced?: boolean }) {
  const words = t(spaced ? "panels.lettersOf" : "panels.referencesOf", { used, of });
  return <span className={used > of ? "font-medium text-bad" : undefined}>{words}</span>;
}

function Tips() {
  return (
    <Disclosure title={t("panels.tips")}>
      <ul className="flex list-disc flex-col gap-1 pl-4 text-muted marker:text-faint">
        <li>{t("panels.tipSubject")}</li>
        <li>{t("panels.tipWanted")}</li>
        <li>{t("panels.tipMeans")}</li>
        <li>{t("panels.tipNames")}</li>
      </ul>
    </Disclosure>
  );
}
