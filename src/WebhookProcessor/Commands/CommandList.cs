using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Every command of the bot. This is the one place to add one; its help text is its menu template.</summary>
public sealed class CommandList(IServiceProvider services)
{
    /// <summary>In the order of the menu.</summary>
    public static IReadOnlyList<Command> All { get; } =
    [
        Command.Of<PendingCommand>("pending", "menu_pending", Role.Viewer),
        Command.Of<TodayCommand>("today", "menu_today", Role.Viewer, isForOne: true),
        Command.Of<WeekCommand>("week", "menu_week", Role.Manager, isForOne: true),
        Command.Of<BookingCommand>("booking", "menu_booking", Role.Viewer),
        Command.Of<ReopenCommand>("reopen", "menu_reopen", Role.Manager),
        Command.Of<StatusCommand>("status", "menu_status", Role.Viewer),
        Command.Of<LanguageCommand>("language", "menu_language", Role.None),
        Command.Of<HelpCommand>("help", "menu_help", Role.None, isForOne: true),
        Command.Of<StartCommand>("start", "menu_start", Role.None, isForOne: true),
    ];

    /// <summary>A command by its name; null when there is none.</summary>
    public static Command? Find(string name) => All.FirstOrDefault(c => c.Name == name);

    /// <summary>Carries a command out.</summary>
    public Task RunAsync(Command command, CommandOrder order) => ((ICommand)services.GetRequiredService(command.Handler)).RunAsync(order);
}
