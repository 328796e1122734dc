namespace PhStudio.Messaging.ServiceDefaults.Broker;

/// <summary>The broker refuses until an operator acts: the sentence says how.</summary>
internal sealed class TopologyRefusedException(string sentence, Exception inner) : Exception(sentence, inner);
