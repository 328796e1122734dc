using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>Every command of the bot, in the order of the menu. This is the one place to add one; its help text is its menu template.</summary>
public sealed class CommandList(StartCommand start, HelpCommand help, StatusCommand status, PendingCommand pending, TodayCommand today, WeekCommand week, BookingCommand booking, ReopenCommand reopen, LanguageCommand language)
{
    public IReadOnlyList<Command> All =>
    [
        new("pending", "menu_pending", Role.Viewer, pending.RunAsync),
        new("today", "menu_today", Role.Viewer, today.RunAsync, IsForOne: true),
        new("week", "menu_week", Role.Manager, week.RunAsync, IsForOne: true),
        new("booking", "menu_booking", Role.Viewer, booking.RunAsync),
        new("reopen", "menu_reopen", Role.Manager, reopen.RunAsync),
        new("status", "menu_status", Role.Viewer, status.RunAsync),
        new("language", "menu_language", Role.None, language.RunAsync),
        new("help", "menu_help", Role.None, order => help.HelpAsync(order, this), IsForOne: true),
        new("start", "menu_start", Role.None, order => start.RunAsync(order, this), IsForOne: true),
    ];

    /// <summary>A command by its name; null when there is none.</summary>
    public Command? Find(string name) => All.FirstOrDefault(c => c.Name == name);
}
