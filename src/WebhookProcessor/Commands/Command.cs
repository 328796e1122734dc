using PhStudio.Messaging.WebhookProcessor.Staff;

namespace PhStudio.Messaging.WebhookProcessor.Commands;

/// <summary>A command of the bot.</summary>
/// <param name="Name">Without its slash.</param>
/// <param name="Menu">The template of its line in the menu and in /help, which has it in every language.</param>
/// <param name="Needs">The role that it needs.</param>
/// <param name="Handler">The <see cref="ICommand"/> that carries it out.</param>
/// <param name="IsForOne">Whether its answer in a group concerns the asking user only.</param>
public sealed record Command(string Name, string Menu, Role Needs, Type Handler, bool IsForOne = false)
{
    /// <summary>A command that this class carries out.</summary>
    /// <typeparam name="THandler">The class; its registration follows from the list.</typeparam>
    /// <param name="name">As <see cref="Name"/>.</param>
    /// <param name="menu">As <see cref="Menu"/>.</param>
    /// <param name="needs">As <see cref="Needs"/>.</param>
    /// <param name="isForOne">As <see cref="IsForOne"/>.</param>
    public static Command Of<THandler>(string name, string menu, Role needs, bool isForOne = false)
        where THandler : class, ICommand => new(name, menu, needs, typeof(THandler), isForOne);
}

/// <summary>What a command does.</summary>
public interface ICommand
{
    /// <summary>Carries it out, and answers.</summary>
    /// <param name="order">The command as it was given.</param>
    Task RunAsync(CommandOrder order);
}
