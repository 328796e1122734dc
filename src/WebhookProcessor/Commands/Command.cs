using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>A command of the bot.</summary>
/// <param name="Name">Without its slash.</param>
/// <param name="Menu">The template of its line in the menu and in /help, which has it in every language.</param>
/// <param name="Needs">The role that it needs.</param>
/// <param name="Run">What it does.</param>
/// <param name="IsForOne">Whether its answer in a group concerns the asking user only.</param>
public sealed record Command(string Name, string Menu, Role Needs, Func<CommandOrder, Task> Run, bool IsForOne = false);
