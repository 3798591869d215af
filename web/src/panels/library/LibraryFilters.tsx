import { useQuery } from "@tanstack/react-query";
import { tl } from "@/i18n/later";
import { t } from "@/i18n/t";
import { useStudio } from "@/store/context";
import { useLibraryFilter, useModels } from "@/store/hooks";
import { TIMES, type TimeChoice } from "@/store/libraryFilter";
import type { Choice } from "@/ui/ChoiceRow";
import { cx } from "@/ui/cx";
import { SearchField } from "@/ui/SearchField";
import { Segmented } from "@/ui/Segmented";
import { Select } from "@/ui/Select";
import { TextField } from "@/ui/TextField";

const ORIGINS = ["", "generation", "upload", "edit"] as const;
const LIST_WIDTH = 280;

interface LibraryFiltersProps {
  /** All in one line, where there is room. */
  wide?: boolean;
}

/** What the library is searched for and narrowed to. */
export function LibraryFilters({ wide = false }: LibraryFiltersProps) {
  const { view } = useStudio();
  const filter = useLibraryFilter();
  return (
    <div className={cx("flex gap-2", wide ? "flex-wrap items-center" : "flex-col")}>
      <SearchField
        label={t("panels.searchAssets")}
        value={filter.q}
        onChange={(q) => view.narrow({ q })}
        className={wide ? "w-72" : ""}
      />
      <Segmented
        label={t("panels.origin")}
        value={filter.origin}
        segments={ORIGINS.map((value) => ({ value, label: t(`panels.origin_${value || "all"}`) }))}
        onChange={(origin) => view.narrow({ origin })}
      />
      <div className={cx("grid grid-cols-3 gap-2", wide && "w-108")}>
        <ModelFilter />
        <WorkflowFilter />
        <Select
          label={tl("library.when")}
          value={filter.time}
          choices={TIMES.map((time) => ({ value: time, label: timeWords(time) }))}
          onChange={(time) => view.narrow({ time: time as TimeChoice })}
        />
      </div>
      {filter.time === "own" ? <OwnTime /> : null}
    </div>
  );
}

function timeWords(time: TimeChoice): string {
  return time === "" ? tl("library.anyTime") : tl(`library.time_${time}`);
}

function ModelFilter() {
  const { view } = useStudio();
  const { model } = useLibraryFilter();
  const models = useModels();
  const choices: Choice[] = [
    { value: "", label: tl("library.anyModel"), short: tl("library.model") },
    ...models.map(({ id, title }) => ({ value: id, label: title, keywords: id })),
  ];
  return (
    <Select
      label={tl("library.model")}
      value={model}
      choices={choices}
      search={{ search: tl("library.search"), nothing: tl("library.noModelOfThatName") }}
      listWidth={LIST_WIDTH}
      onChange={(next) => view.narrow({ model: next })}
    />
  );
}

function WorkflowFilter() {
  const { client, view } = useStudio();
  const { workflowId } = useLibraryFilter();
  const { data } = useQuery({
    queryKey: ["workflow names"],
    queryFn: () => client.workflows(),
  });
  const choices: Choice[] = [
    { value: "", label: tl("library.anyWorkflow"), short: tl("library.workflow") },
    ...(data?.items ?? []).map(({ id, name }) => ({
      value: id,
      label: name || t("store.untitled"),
    })),
  ];
  return (
    <Select
      label={tl("library.workflow")}
      value={workflowId}
      choices={choices}
      search={{
        search: tl("library.searchWorkflows"),
        nothing: tl("library.noWorkflowOfThatName"),
      }}
      listWidth={LIST_WIDTH}
      onChange={(next) => view.narrow({ workflowId: next })}
    />
  );
}

/** Two days, both included; either may be left open. */
function OwnTime() {
  const { view } = useStudio();
  const { from, to } = useLibraryFilter();
  return (
    <div className="flex items-center gap-2">
      <TextField
        type="date"
        label={tl("library.from")}
        value={from}
        max={to}
        onChange={(day) => view.narrow({ from: day })}
      />
      <span aria-hidden className="text-muted">
        –
      </span>
      <TextField
        type="date"
        label={tl("library.to")}
        value={to}
        min={from}
        onChange={(day) => view.narrow({ to: day })}
      />
    </div>
  );
}
