namespace PhStudio.Messaging.Gateway.Hosting.Commands;

/// <summary>A command cannot go on; the message says why and what helps.</summary>
/// <param name="exitCode">How the command ends.</param>
/// <param name="message">For the person who ran it.</param>
internal sealed class CommandException(int exitCode, string message) : Exception(message)
{
    public int ExitCode => exitCode;
}
