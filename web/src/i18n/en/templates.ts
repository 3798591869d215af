/** Words of templates, and of workflows that come in and go out as files. */
export const templates = {
  title: "Templates",
  search: "Search templates",
  nothing: "No template is called that",
  nothingHint: "Try a shorter word, or begin with an empty workflow.",
  use: "Use {title}",
  cannotLoad: "The templates cannot be loaded",
  again: "Try again",
  opening: "Opening {title}…",
  made: "{title} is open as a new workflow.",
  opened: "{name} is open as a new workflow.",
  back: "Undo",
  start: "Start from a template",

  pasted: "What was pasted",
  neither: "What was pasted is neither a workflow nor a picture.",
  notJson: "{name} is damaged: it cannot be read as JSON.",
  notWorkflow: "{name} is not a workflow: it has no list of nodes and of edges.",
  newer:
    "{name} was made by a later Limner (schema {schema}; this one knows {known}). Update Limner to open it.",
  tooLarge: "{name} has {size} MB; a workflow has at most {most} MB.",

  carried: "This image carries its workflow",
  carriedText:
    "{name} was made with “{workflow}”, a workflow of {n} node.|{name} was made with “{workflow}”, a workflow of {n} nodes.",
  carriedOpens: "It opens as a new workflow, and nothing runs until you run it.",
  addAsImage: "Add as image",
  openCarried: "Open its workflow",
  carriesNone: "{name} carries no workflow. Only images downloaded from Limner do.",
} as const;
