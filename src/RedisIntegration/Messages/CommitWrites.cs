using MassTransit;
using StackExchange.Redis;

namespace PhStudio.Messaging.RedisIntegration.Messages;

/// <summary>One message that becomes a write: the number of its script, what the script gets, and what is to be done once it is committed.</summary>
internal sealed record CommitWrite(int Script, OutboxWrite Write, Action? Committed);

/// <summary>
/// Messages that are not sent, because their consumer would only write to the same Redis: a script runs within the outbox's commit instead,
/// so that there is no message to deliver, and both are stored at once.
/// </summary>
internal sealed class CommitWrites
{
    private readonly Dictionary<Type, object> _kinds = [];
    private readonly List<string> _scripts = [];

    /// <summary>
    /// The scripts as functions in Lua, each with its own KEYS and ARGV, and <c>write_all(key, argument)</c>, which runs the writes whose keys and arguments
    /// follow these numbers. A write that fails ends the commit, so they come before the first write of a saga.
    /// </summary>
    public string Lua => $$"""
        local scripts = {
        {{string.Join(",\n", _scripts.Select(script => $"function(KEYS, ARGV)\n{script}\nend"))}}
        }
        local function write_all(key, argument)
          while argument < #ARGV do
            local keys, arguments = tonumber(ARGV[argument + 2]), tonumber(ARGV[argument + 3])
            scripts[tonumber(ARGV[argument + 1])]({unpack(KEYS, key + 1, key + keys)}, {unpack(ARGV, argument + 4, argument + 3 + arguments)})
            key = key + keys
            argument = argument + 3 + arguments
          end
        end

        """;

    /// <summary>Messages of this type become a write of this script; those for which there is none go out as any other.</summary>
    public void Add<TMessage>(string script, Func<SendContext<TMessage>, OutboxWrite?> write, Func<TMessage, Action>? committed = null)
        where TMessage : class
    {
        _scripts.Add(script);
        var number = _scripts.Count;
        _kinds.Add(typeof(TMessage), (SendContext<TMessage> context) =>
            write(context) is { } made ? new CommitWrite(number, made, committed?.Invoke(context.Message)) : null);
    }

    /// <summary>The write that a message becomes; null when it is to go out.</summary>
    public CommitWrite? Of<TMessage>(SendContext<TMessage> context)
        where TMessage : class =>
        _kinds.TryGetValue(typeof(TMessage), out var kind) ? ((Func<SendContext<TMessage>, CommitWrite?>)kind)(context) : null;

    /// <summary>Adds the write as <see cref="Lua"/> reads it.</summary>
    public static void AddTo(CommitWrite write, List<RedisKey> keys, List<RedisValue> arguments)
    {
        keys.AddRange(write.Write.Keys);
        arguments.Add(write.Script);
        arguments.Add(write.Write.Keys.Count);
        arguments.Add(write.Write.Arguments.Count);
        arguments.AddRange(write.Write.Arguments);
    }
}
